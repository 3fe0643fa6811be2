// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * What is remembered of nightly runs, as its readers see it: {@link racy.history.Night nights}, what each showed of a test,
 * an outcome, a question, a benchmark, and {@link racy.history.History}, the questions that can be asked of them.
 *
 * <p>A {@linkplain racy.history.bundle bundle} is the truth; a {@linkplain racy.history.store store} is an index of bundles
 * that can be rebuilt from them; {@linkplain racy.history.compare comparisons} read the history and know no store. May
 * depend on {@code racy.review}, the stress engine's results and the benchmarks' results.
 */
package racy.history;
