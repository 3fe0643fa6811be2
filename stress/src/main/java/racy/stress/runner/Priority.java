// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

/**
 * How soon a test has its turn. Tests of an earlier priority have their first forks before those of a later one have any;
 * then all go round robin, in this order.
 */
public enum Priority {
    /** New or changed: every actor meets every compiler before anything else runs. */
    CHANGED(3),
    /** A seeded race: without its witness the others' "not seen" counts for nothing. */
    RACE(1),
    /** What must not happen. */
    FORBIDDEN(1),
    /** The rest. */
    REST(1);

    private final int firstForks;

    Priority(int firstForks) {
        this.firstForks = firstForks;
    }

    /** Forks it has before tests of a later priority have any. */
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
