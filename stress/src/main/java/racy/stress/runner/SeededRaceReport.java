// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.List;

/**
 * How many of the seeded races a run witnessed.
 *
 * @param version of this format
 * @param seeded how many seeded races the run was asked for
 * @param witnessed how many of them were seen
 */
public record SeededRaceReport(int version, int seeded, int witnessed, List<Race> races) {
    /**
     * One seeded race.
     *
     * @param secondsToFirst time spent on its test until the first witness; null if there is none
     */
    public record Race(
            String race, String variant, String test, long hits, long samples, int forks, Double secondsToFirst) {}

    /** The teeth of a run. */
    public static SeededRaceReport of(StressRun run) {
        List<Race> races = run.summaries().stream()
                .filter(summary -> summary.test().isSeeded())
                .map(SeededRaceReport::race)
                .toList();
        int witnessed = (int)
                run.summaries().stream().filter(TestSummary::isWitnessedRace).count();
        return new SeededRaceReport(1, races.size(), witnessed, races);
    }

    private static Race race(TestSummary summary) {
        StressTest test = summary.test();
        return new Race(
                test.race(),
                test.variant(),
                test.name(),
                summary.hits(),
                summary.samples(),
                summary.forks(),
                summary.secondsToFirst());
    }
}
