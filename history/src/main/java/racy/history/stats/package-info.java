// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Statistics of nights and benchmarks: pure functions of numbers. Intervals of rates are the stress engine's,
 * {@link racy.stress.runner.Bounds}. Depends on nothing of Racy.
 *
 * <p>The unit is the fork: what is measured within one fork shares a JVM, its layout and its compiled code, and is no
 * independent evidence. Everything here is deterministic; what resamples has a fixed seed.
 */
package racy.history.stats;
