// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/** Windows in runtime power management. In each, the status says that a callback runs, and the callback has not begun. */
public enum PowerWindow implements Window {
    /** {@code RPM_SUSPENDING}. */
    SUSPENDING("RPM_SUSPENDING"),
    /** {@code RPM_RESUMING}. */
    RESUMING("RPM_RESUMING");

    private final String words;

    PowerWindow(String words) {
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
