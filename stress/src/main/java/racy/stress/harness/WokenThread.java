// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

/** A {@link LateCompletion} whose interrupt was taken: the hard handler has woken the IRQ thread. */
public abstract class WokenThread extends LateCompletion {
    protected WokenThread(HarnessPool pool) {
        super(pool);
        driver.hardIrq();
    }
}
