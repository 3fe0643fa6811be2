// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/** What a context can wait for: a lock, a work item, the handlers of an interrupt line, a fence. */
public interface Awaited {
    /** Its name in a few words, as a report of a deadlock has it: {@code fence_lock}. */
    String words();

    /** What the holder does with it, in a report of a deadlock. */
    default String heldBy() {
        return "held by";
    }

    /** Ghost: the id of the thread that must go on first; 0 if that is not known. */
    @Ghost
    default long holder() {
        return 0;
    }
}
