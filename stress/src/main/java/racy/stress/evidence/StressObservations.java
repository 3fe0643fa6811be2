// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.EvidenceRequest;
import racy.review.Finding;
import racy.review.Observation;
import racy.review.Progress;
import racy.review.Subject;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressProgress;
import racy.stress.runner.StressTest;
import racy.stress.runner.TestSummary;
import racy.text.ShellCommand;

/** Turns the reports of the stress runner into the observations and progress that all engines use. */
public final class StressObservations {
    /** The id of the stress engine. */
    public static final String ENGINE = "stress";

    private static final Effort NOT_REACHED = new Effort.GaveUp("the budget did not reach it", 0, 0);

    private StressObservations() {}

    /** How far a run has come, as progress of any engine. */
    public static Progress progress(StressProgress where) {
        return new Progress(
                ENGINE,
                StressTest.shortName(where.last().spec().test()),
                where.covered(),
                where.tests(),
                where.forks() + " forks",
                where.elapsed(),
                where.remaining());
    }

    /** What a run showed, with its forks added up. */
    public static List<Observation> of(List<TestSummary> summaries, EvidenceRequest request) {
        List<StressTest> wanted =
                WantedTests.withTwins(summaries.stream().map(TestSummary::test).toList(), request);
        return summaries.stream()
                .filter(summary -> wanted.contains(summary.test()))
                .map(StressObservations::observation)
                .toList();
    }

    /** A test for which no time was left. */
    static Observation notReached(StressTest test) {
        return new Observation(
                ENGINE, subject(test), NOT_REACHED, Finding.nothing(first(test)), List.of(), command(test));
    }

    private static Observation observation(TestSummary summary) {
        StressTest test = summary.test();
        Set<Violation> seen = new HashSet<>();
        summary.outcomes().forEach(outcome -> seen.addAll(outcome.violations()));
        Effort effort = new Effort.Sampled(
                summary.samples(),
                summary.forks(),
                summary.witnessed() || summary.forks() == 0 ? null : summary.forkBound(),
                summary.millis() / 1000.0);
        Finding finding = new Finding(
                summary.hits(),
                summary.forksWithHits(),
                mostSeen(summary).orElse(null),
                seen,
                what(summary),
                summary.secondsToFirst(),
                List.of());
        return new Observation(ENGINE, subject(test), effort, finding, failures(summary), command(test));
    }

    private static Subject subject(StressTest test) {
        return new Subject(
                test.shortName(),
                Set.copyOf(test.questions()),
                test.variant(),
                test.race(),
                test.violations(),
                test.expectation(),
                StressTest.shortName(test.twin()));
    }

    /** The violation that most samples show, of those that the test looks for. If none is shown, the first of them. */
    private static Optional<Violation> mostSeen(TestSummary summary) {
        Set<Violation> wanted = new TreeSet<>();
        wanted.addAll(summary.test().violations());
        return wanted.stream()
                .max(Comparator.comparingLong(violation -> summary.outcomes().stream()
                        .filter(outcome -> outcome.violations().contains(violation))
                        .mapToLong(Outcome::count)
                        .sum()));
    }

    /** The description of the hit that was seen most often. */
    private static String what(TestSummary summary) {
        return summary.outcomes().stream()
                .filter(Outcome::hit)
                .max(Comparator.comparingLong(Outcome::count))
                .map(Outcome::description)
                .orElse("");
    }

    private static List<String> failures(TestSummary summary) {
        List<String> failures = new ArrayList<>();
        for (Outcome outcome : summary.forbidden()) {
            if (!outcome.hit()) {
                failures.add(
                        "outcome " + outcome.id() + " seen " + outcome.count() + " times: " + outcome.description());
            }
        }
        for (ForkRecord fork : summary.failures()) {
            failures.add("a JVM ended with " + fork.status() + " (" + fork.compile() + "): "
                    + fork.messages().stream().findFirst().orElse("it said nothing"));
        }
        return failures;
    }

    private static Violation first(StressTest test) {
        return test.violations().stream().findFirst().orElse(null);
    }

    /** None for a name that no class has: a stored run may bring it, and a reader copies the command into a shell. */
    private static String command(StressTest test) {
        return ShellCommand.racy("stress -t").ending(test.shortName()).text().orElse("");
    }
}
