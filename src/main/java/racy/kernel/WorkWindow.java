// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/** Windows in the workqueue's own code. */
public enum WorkWindow implements Window {
    /** {@code queue_work} has set the pending bit and not yet linked the item. */
    WORK_PENDING_SET("pending bit set"),
    /** A mutant of the worker has run the item and not yet cleared its pending bit. */
    MUTANT_WORK_RAN("item ran, still pending");

    private final String words;

    WorkWindow(String words) {
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
