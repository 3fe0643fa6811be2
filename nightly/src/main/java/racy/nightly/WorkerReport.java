// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

/**
 * How far a worker is; a line on its standard output.
 *
 * @param phase what it is doing: {@code scripts}, {@code stress} or {@code bench}
 * @param now the test or benchmark it is at, without its package
 * @param forks stress forks so far, earlier sittings included
 * @param covered tests with at least one fork
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
        String failure) {}
