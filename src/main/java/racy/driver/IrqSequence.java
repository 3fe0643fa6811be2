// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** The order of what the IRQ thread does. */
@FunctionalInterface
public interface IrqSequence {
    /** As posted: registers, then claim, then signal. */
    IrqSequence AS_POSTED = (driver, core) -> {
        driver.stopHardware(core);
        driver.claimAndComplete(core);
    };

    void run(PatchedDriver driver, RocketCore core);
}
