// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/** Windows of a CPU that takes an interrupt. */
public enum IrqWindow implements Window {
    /**
     * The CPU has acknowledged the interrupt, and no hard handler has run. The source may be cleared in between. Then
     * the handlers run and find no status. The hard handler of another device, such as one that prints, lies here too.
     */
    TAKEN("interrupt taken");

    private final String words;

    IrqWindow(String words) {
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
