// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** Who attaches an inference's IOMMU domain to a core, and who detaches it. */
public interface Attachment {
    /** As posted. The first task attaches the domain for the whole inference; the last put detaches it. */
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

    /** {@code run_job} needs the inference's domain. Returns 0 or a negative error. */
    int runJob(RocketCore core, RocketJob job);

    /** The IRQ thread has claimed the task and has not signalled it yet. */
    default void irqThread(RocketCore core, RocketTask task) {}

    /** Reset has claimed the task and has not asserted the hardware reset yet. A hung task may still run. */
    default void beforeHardwareReset(RocketCore core, RocketTask bad) {}

    /** The hardware is out of reset. Nothing runs, and the IOMMU's registers are wiped. */
    default void afterHardwareReset(RocketCore core) {}

    /** The core goes away. Nothing runs on it any more. */
    default void remove(RocketCore core) {}

    /** The inference's last reference was dropped. */
    void release(RocketJob job);
}
