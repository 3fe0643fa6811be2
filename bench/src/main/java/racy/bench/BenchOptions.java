// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.nio.file.Path;

/**
 * What to run.
 *
 * @param quick two short forks: enough to look at, not to compare
 * @param filter a regular expression that a benchmark's name holds a match of
 * @param out where JMH's JSON goes, as JMH writes it
 */
public record BenchOptions(boolean quick, String filter, Path out) {
    /** The forks of a full run: with fewer no statistical test can raise an alarm. */
    public static final int FORKS = 5;

    static final int QUICK_FORKS = 2;
}
