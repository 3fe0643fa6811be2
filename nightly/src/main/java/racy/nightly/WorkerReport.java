// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

/**
 * How far a worker is; a line on its standard output.
 *
 * @param phase what it is doing: the id of an engine, or {@code bench}
 * @param now the test or benchmark it is at, without its package
 * @param forks of tests so far, earlier sittings included; 0 in a phase without forks
 * @param covered tests that were looked at
 * @param witnessed seeded races seen
 * @param leftMillis what is left of this JDK's share
 * @param failure what went wrong; null if nothing did
 */
public record WorkerReport(
        String phase,
        String now,
        int forks,
        int covered,
        int tests,
        int witnessed,
        int seeded,
        long leftMillis,
        String failure) {
    /** Something went wrong; {@code phase} is empty where that ends the worker. */
    static WorkerReport failed(String phase, String failure) {
        return new WorkerReport(phase, "", 0, 0, 0, 0, 0, 0, failure);
    }

    /** Whether forks are counted in this phase, and so seeded races. */
    public boolean countsForks() {
        return forks > 0;
    }
}
