// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.SplittableRandom;
import racy.kernel.Errno;
import racy.kernel.Window;

/**
 * Lets calls fail, in the context that is about to make them ({@code fault injection}). So an injected error needs no
 * synchronisation.
 */
final class FaultInjection {
    private final Faults faults;
    private RocketDevice device;

    FaultInjection(Faults faults) {
        this.faults = faults;
    }

    /** Called before any context runs. */
    void into(RocketDevice target) {
        device = target;
    }

    /** {@code context} passes {@code window}. */
    void at(Window window, SimulatedContext context) {
        if (window == RocketWindow.RUN_CANCELLED_CHECKED) {
            runJob(context.core, context.random);
        }
    }

    private void runJob(RocketCore core, SplittableRandom random) {
        if (faults.happens(Fault.FENCE_ALLOCATION, random)) {
            device.failAllocation(1);
        }
        if (faults.happens(Fault.RESUME, random)) {
            core.pm.failNextResume(-Errno.EAGAIN);
        }
        if (faults.happens(Fault.ATTACH, random)) {
            core.iommuGroup.failNextAttach(-Errno.ENODEV);
        }
    }

    /** The calling process is about to submit. */
    void submission(SplittableRandom random) {
        if (faults.happens(Fault.SUBMISSION, random)) {
            switch (random.nextInt(3)) {
                case 0 -> device.failAllocation(1 + random.nextInt(10));
                case 1 -> device.failNextLock(-Errno.EINTR);
                default -> device.failNextReservation(-Errno.ENOMEM);
            }
        }
    }
}
