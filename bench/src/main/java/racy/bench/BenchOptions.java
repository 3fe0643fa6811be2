// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.nio.file.Path;

/**
 * What to run.
 *
 * @param quick two short forks; enough for a look, not for a comparison
 * @param filter a regular expression; a benchmark is selected if its name contains a match
 * @param out the file for JMH's JSON, as JMH writes it
 */
public record BenchOptions(boolean quick, String filter, Path out) {
    /** The forks of a full run. With fewer forks no statistical test can raise an alarm. */
    public static final int FORKS = 5;

    static final int QUICK_FORKS = 2;
}
