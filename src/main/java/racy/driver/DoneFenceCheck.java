// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/**
 * The timeout handler sees that the task's done fence is signalled, and leaves the task alone. {@link
 * Design#notHungAnswer} is what it then answers.
 */
public final class DoneFenceCheck implements Quiesce {
    @Override
    public boolean beforeStop(PatchedDriver driver, RocketCore core, RocketTask bad) {
        RocketFence fence = bad.doneFence();
        return fence == null || !fence.isSignaled();
    }
}
