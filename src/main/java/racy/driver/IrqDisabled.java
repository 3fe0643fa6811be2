// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** {@code disable_irq()} before the stop. Handlers in progress end first, and none starts until the restart. */
public class IrqDisabled implements Quiesce {
    @Override
    public boolean beforeStop(PatchedDriver driver, RocketCore core, RocketTask bad) {
        core.irq.disable();
        return true;
    }

    @Override
    public void beforeStart(RocketCore core) {
        core.irq.enable();
    }
}
