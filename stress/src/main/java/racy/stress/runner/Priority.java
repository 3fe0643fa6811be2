// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

/**
 * How early a test is run. Tests of an earlier priority have their first forks before tests of a later priority have
 * any. After that all take turns, in this order.
 */
public enum Priority {
    /** New or changed. Every actor meets every compiler before anything else runs. */
    CHANGED(3),
    /** A seeded race. Without its witness the "not seen" of other tests counts for nothing. */
    RACE(1),
    /** A test with an outcome that must not happen. */
    FORBIDDEN(1),
    /** All other tests. */
    REST(1);

    private final int firstForks;

    Priority(int firstForks) {
        this.firstForks = firstForks;
    }

    /** How many forks the test has before tests of a later priority have any. */
    int firstForks() {
        return firstForks;
    }

    /** The priority of a test that is not new. */
    public static Priority of(StressTest test) {
        return switch (test.expectation()) {
            case SEEDED -> RACE;
            case SAFE -> FORBIDDEN;
            default -> REST;
        };
    }
}
