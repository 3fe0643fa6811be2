// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import racy.review.Teeth;

/**
 * What a run says about one test. Only forks that ran to their end and have samples count as forks.
 *
 * @param hits samples that show what the test looks for
 * @param samples see {@link ForkRecord#samples}
 * @param millis time spent on the test, including failed forks
 * @param forksWithHits forks with at least one hit
 * @param secondsToFirst time spent on this test until the end of the first fork with a hit; null without a hit
 * @param outcomes every outcome that was seen, with its counts added up, the most frequent first
 * @param failures the forks that did not run to their end
 */
public record TestSummary(
        StressTest test,
        long hits,
        long samples,
        long millis,
        int forks,
        int forksWithHits,
        Double secondsToFirst,
        List<Outcome> outcomes,
        List<ForkRecord> failures) {
    /** Adds up the forks of one test. */
    static TestSummary of(StressTest test, List<ForkRecord> forks) {
        long hits = 0;
        long samples = 0;
        long millis = 0;
        int sampled = 0;
        int withHits = 0;
        Double first = null;
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (ForkRecord fork : forks) {
            millis += fork.wallMillis();
            if (!fork.isNormal()) {
                continue;
            }
            sampled += fork.hasSampled() ? 1 : 0;
            long its = fork.hits();
            hits += its;
            samples += fork.samples();
            fork.outcomes().forEach(outcome -> outcomes.merge(outcome.id(), outcome, TestSummary::add));
            if (its > 0) {
                withHits++;
                first = first == null ? Double.valueOf(millis / 1000.0) : first;
            }
        }
        List<Outcome> byCount = outcomes.values().stream()
                .sorted(Comparator.comparingLong(Outcome::count).reversed().thenComparing(Outcome::id))
                .toList();
        List<ForkRecord> failures =
                forks.stream().filter(fork -> !fork.isNormal()).toList();
        return new TestSummary(test, hits, samples, millis, sampled, withHits, first, byCount, failures);
    }

    private static Outcome add(Outcome a, Outcome b) {
        return new Outcome(a.id(), a.count() + b.count(), a.expect(), a.graded(), a.hit(), a.description());
    }

    /** Whether a hit was seen. */
    @JsonIgnore
    public boolean witnessed() {
        return hits > 0;
    }

    /** Whether it is a seeded race that was tried. */
    @JsonIgnore
    public boolean isTriedRace() {
        return Teeth.isTriedRace(test.expectation(), forks > 0);
    }

    /** Whether it is a seeded race that was tried and seen. */
    @JsonIgnore
    public boolean isWitnessedRace() {
        return Teeth.isWitnessedRace(test.expectation(), forks > 0, witnessed());
    }

    /** Whether it is a seeded race that was tried and not seen. A "not seen" of tests with this twin then counts for nothing. */
    @JsonIgnore
    public boolean isMissedRace() {
        return Teeth.isMissedRace(test.expectation(), forks > 0, witnessed());
    }

    /** Outcomes that were seen and may not happen. */
    @JsonIgnore
    public List<Outcome> forbidden() {
        return outcomes.stream().filter(Outcome::fails).toList();
    }

    /** If there was no hit: at 95%, the share of forks that may show a hit although none of these did. */
    @JsonIgnore
    public double forkBound() {
        return Bounds.upperOfNone(forks);
    }

    /**
     * If there was no hit: at 95%, the rate per sample that this many samples may not show, if they were independent.
     */
    @JsonIgnore
    public double sampleBound() {
        return Bounds.upperOfNone(samples);
    }
}
