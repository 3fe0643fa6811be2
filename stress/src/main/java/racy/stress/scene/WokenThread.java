// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.scene;

/** A {@link LateCompletion} whose interrupt was taken: the hard handler has woken the IRQ thread. */
public abstract class WokenThread extends LateCompletion {
    protected WokenThread() {
        driver.hardIrq();
    }

    protected WokenThread(Setup setup) {
        super(setup);
        driver.hardIrq();
    }
}
