// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

/** Whether what a test can do agrees with how it grades that. The first that holds is the verdict on the test. */
public enum Agreement {
    /** An outcome is reachable that the test forbids. */
    FORBIDDEN_REACHABLE("reaches what it forbids"),
    /** An outcome is reachable that nobody graded. An exception is never graded. */
    UNGRADED_REACHABLE("reaches what it does not grade"),
    /** The test was not looked at. */
    OUT_OF_MODEL("out of model"),
    /** The test was not looked at as far as it was to be. */
    GAVE_UP("gave up"),
    /** All was looked at, and an outcome that the test accepts is not there. That is no fault of what is tested. */
    ACCEPTABLE_UNREACHABLE("cannot reach what it accepts"),
    /** Nothing else holds. */
    AS_GRADED("as graded");

    private final String words;

    Agreement(String words) {
        this.words = words;
    }

    /** The verdict in a few words. The test is their subject. */
    public String words() {
        return words;
    }

    /** Whether the test reaches what it should not. */
    public boolean isBad() {
        return this == FORBIDDEN_REACHABLE || this == UNGRADED_REACHABLE;
    }

    /** Whether too little was looked at to say that the test does not reach what it should not. */
    public boolean isOpen() {
        return this == OUT_OF_MODEL || this == GAVE_UP;
    }
}
