// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.time.Duration;

/**
 * How long a worker is waited for before it is killed. Time in which the waiting process itself stood still does not
 * count.
 *
 * @param silence without a sign of life, which a worker gives every {@link Worker#ALIVE_SECONDS} seconds
 * @param pastShare after the end of its share: for the last fork, the last races and the last benchmark
 * @param afterFinish after it was told to end: for the fork in hand
 */
record Patience(Duration silence, Duration pastShare, Duration afterFinish) {
    static final Patience USUAL = new Patience(Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofSeconds(90));
}
