// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

/** Where a role of a scene may be preempted. */
public enum Grain {
    /** At every named preemption point, and between two items of work. */
    POINTS("every named preemption point"),
    /** Before every access for which two roles contend. */
    ACCESSES("every shared access");

    private final String words;

    Grain(String words) {
        this.words = words;
    }

    /** In a few words, for "at ...". */
    public String words() {
        return words;
    }
}
