// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** The order in which the IRQ thread takes its steps. */
@FunctionalInterface
public interface IrqSequence {
    /** As posted: write the registers, claim, signal. */
    IrqSequence AS_POSTED = (driver, core) -> {
        driver.stopHardware(core);
        driver.claimAndComplete(core);
    };

    void run(PatchedDriver driver, RocketCore core);
}
