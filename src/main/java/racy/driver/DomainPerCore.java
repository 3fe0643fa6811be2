// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.IommuDomain;

/** The core keeps the domain of the last task it ran, with a reference. Only {@code run_job} and reset change it. */
public final class DomainPerCore implements Attachment {
    @Override
    public int runJob(RocketCore core, RocketJob job) {
        RocketDomain wanted = job.domain();
        if (core.boundDomain() == wanted && core.iommuGroup.domain() != IommuDomain.DEFAULT) {
            return 0;
        }
        unbind(core);
        int error = core.iommuGroup.attach(wanted.domain());
        if (error == 0) {
            core.setBoundDomain(wanted.get());
        }
        return error;
    }

    @Override
    public void afterHardwareReset(RocketCore core) {
        // The registers are wiped, so the next run_job must attach again.
        unbind(core);
    }

    @Override
    public void remove(RocketCore core) {
        unbind(core);
    }

    private static void unbind(RocketCore core) {
        RocketDomain bound = core.boundDomain();
        if (bound != null) {
            core.iommuGroup.detach();
            core.setBoundDomain(null);
            RocketDomain.put(bound);
        }
    }

    @Override
    public void release(RocketJob job) {}
}
