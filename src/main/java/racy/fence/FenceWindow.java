// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import racy.kernel.Window;

/** Windows in the fences. */
public enum FenceWindow implements Window {
    /** {@code dma_fence_signal} has signalled and run the callbacks; it still holds the lock. */
    SIGNAL_BEFORE_UNLOCK("callbacks have run");

    private final String words;

    FenceWindow(String words) {
        this.words = words;
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public boolean isFine() {
        return true;
    }
}
