// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Differences between nights, as the history's readers see them: {@link racy.history.compare.Diffs} of a night and earlier
 * ones, {@link racy.history.compare.Benchmarks} by the gate of {@link racy.history.stats.Comparison},
 * {@link racy.history.compare.Alarms} to be confirmed, {@link racy.history.compare.LevelSpan}s of a long series.
 *
 * <p><b>What compares.</b> A test on a JDK in an environment with the same test in the same environment. A night may have
 * several environments on one JDK, one for each kind of machine that its shards went to; each is compared with the newest
 * earlier night of the same origin that has a part in it. A demonstration is never compared with a measurement, and no two
 * environments with one another, unless that is asked for and then said.
 *
 * <p><b>What is said.</b> What was seen is a fact, and a change from not seen to seen is told as one; whether a rate changed
 * is a matter of forks, and so is everything that rests on not having seen. Fisher's exact test decides, and where no result
 * could have decided, the words say that there were too few forks and how many would do.
 *
 * <p>Knows no store. May depend on {@code racy.history}, its bundles and statistics, and the results of the engines.
 */
package racy.history.compare;
