// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/** {@code struct work_struct}: an item that is queued at most once at a time. It may be queued again while it runs. */
public class Work {
    final String name;
    private final Runnable function;

    // Guarded by the lock of the queue that the item is used on.
    boolean pending;
    long ticket;
    int disabled;
    Work next;

    public Work(String name, Runnable function) {
        this.name = name;
        this.function = function;
    }

    void run() {
        function.run();
    }

    /** Stops the timer, if this item has one and it runs. Returns whether it did. */
    boolean disarm() {
        return false;
    }

    /** Re-initialises this in place. No context may run. */
    public void init() {
        pending = false;
        ticket = 0;
        disabled = 0;
        next = null;
    }

    @Override
    public String toString() {
        return name;
    }
}
