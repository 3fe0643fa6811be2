// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Runs a night unattended: a plan, cut into shards or not; a worker JVM for each JDK; a bundle. May depend on the
 * stress engine, the benchmarks, the review and {@code racy.history.bundle}; knows no store and prints nothing but
 * progress.
 */
package racy.nightly;
