// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.scene;

import racy.driver.RocketWindow;

/** A {@link WokenThread} that is delayed after its claim until the next task is on the hardware. */
public abstract class HeldAfterClaim extends WokenThread {
    private static final Setup HELD_UP = nextBehindTwoTasks(RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO);

    protected HeldAfterClaim() {
        super(HELD_UP);
    }
}
