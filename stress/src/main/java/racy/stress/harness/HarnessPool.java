// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * Harnesses that are between samples. JCStress makes a new state object for each sample. The harness of the new state
 * is the one that the same thread has just judged. So a sample allocates only a handle.
 */
public final class HarnessPool {
    private final Supplier<DriverHarness> factory;
    private final ThreadLocal<ArrayDeque<DriverHarness>> idle = ThreadLocal.withInitial(ArrayDeque::new);

    public HarnessPool(Supplier<DriverHarness> factory) {
        this.factory = factory;
    }

    DriverHarness take() {
        DriverHarness driver = idle.get().pollLast();
        if (driver == null) {
            driver = factory.get();
        }
        driver.init();
        return driver;
    }

    void give(DriverHarness driver) {
        idle.get().addLast(driver);
    }
}
