// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.List;
import java.util.Map;

/**
 * What a run was asked for and where it was made.
 *
 * @param version of this format
 * @param started in UTC, ISO 8601
 */
public record Manifest(
        int version,
        String started,
        Map<String, String> environment,
        long budgetMillis,
        long seed,
        int stopAfterHits,
        ForkSettings settings,
        List<StressTest> tests) {
    /** The version of the format that this code writes and reads. */
    public static final int VERSION = 1;
}
