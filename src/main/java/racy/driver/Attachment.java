// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** Who attaches an inference's IOMMU domain to a core, and who detaches it. */
public interface Attachment {
    /** As posted: the first task attaches for the whole inference, the last put detaches. */
    Attachment ONCE_PER_INFERENCE = new OncePerInference();

    /** As posted. */
    class OncePerInference implements Attachment {
        @Override
        public int runJob(RocketCore core, RocketJob job) {
            if (job.core() != null) {
                return 0;
            }
            int error = core.iommuGroup.attach(job.domain().domain());
            if (error == 0) {
                job.setCore(core);
            }
            return error;
        }

        @Override
        public void release(RocketJob job) {
            RocketCore core = job.core();
            if (core != null) {
                core.iommuGroup.detach();
            }
        }
    }

    /** run_job needs the inference's domain; returns 0 or a negative error. */
    int runJob(RocketCore core, RocketJob job);

    /** The IRQ thread has claimed the task and not signalled it yet. */
    default void irqThread(RocketCore core, RocketTask task) {}

    /** Reset has claimed and not asserted the hardware reset yet: a hung task may still run. */
    default void beforeHardwareReset(RocketCore core, RocketTask bad) {}

    /** The hardware is out of reset: nothing runs, and the IOMMU's registers are wiped. */
    default void afterHardwareReset(RocketCore core) {}

    /** The inference's last reference is gone. */
    void release(RocketJob job);
}
