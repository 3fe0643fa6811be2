// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.evidence;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import racy.driver.variant.Variants;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.EvidenceEngine;
import racy.review.EvidenceException;
import racy.review.EvidenceRequest;
import racy.review.Finding;
import racy.review.Observation;
import racy.review.Progress;
import racy.review.Subject;
import racy.review.Watch;
import racy.stress.runner.Catalogue;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressEngine;
import racy.stress.runner.StressException;
import racy.stress.runner.StressProgress;
import racy.stress.runner.StressRequest;
import racy.stress.runner.StressRun;
import racy.stress.runner.StressTest;
import racy.stress.runner.TestSummary;

/**
 * JCStress on this machine. If the budget is too small for all tests, the tests that say most come first. The questions
 * take turns. For each question the order is: the patch as posted, the recommended driver, the driver before the patch,
 * the other variants, the ideas. After each test comes the mutant that shows its teeth.
 */
public final class StressEvidence implements EvidenceEngine {
    private static final String ID = "stress";

    /** The part of the budget that a test gets, so that a race that its first fork does not show has another chance. */
    private static final Duration PER_TEST = Duration.ofMillis(1200);

    private static final Effort NOT_REACHED = new Effort.GaveUp("the budget did not reach it", 0, 0);

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String limits() {
        return "samples executions on this machine's CPU and JVM. A witness is certain; what was not seen may still"
                + " happen elsewhere, or here more rarely than the bound.";
    }

    @Override
    public boolean isDeterministic() {
        return false;
    }

    /** Keeps the run in the directory that the request must name, one line for each fork. */
    @Override
    public List<Observation> observe(EvidenceRequest request, Watch watch) throws EvidenceException {
        List<StressTest> wanted = withTwins(Catalogue.load().tests(), request);
        if (wanted.isEmpty()) {
            return List.of();
        }
        Path directory = request.keep().orElseThrow(() -> new IllegalArgumentException("stress keeps its run"));
        List<StressTest> ranked = ranked(wanted, request.questions());
        int affordable = (int) Math.max(1, request.budget().dividedBy(PER_TEST));
        List<StressTest> now = ranked.subList(0, Math.min(affordable, ranked.size()));
        StressRequest run = new StressRequest(
                now,
                request.budget(),
                request.budget(),
                StressRequest.ENOUGH_HITS,
                request.seed(),
                StressEngine.settings());
        StressEngine engine = new StressEngine(progress -> watch.progress(progress(progress)));
        watch.onStop(engine::stop);
        try {
            List<Observation> observations =
                    new ArrayList<>(of(engine.run(run, directory).summaries(), request));
            ranked.subList(now.size(), ranked.size())
                    .forEach(test -> observations.add(new Observation(
                            ID, subject(test), NOT_REACHED, Finding.nothing(first(test)), List.of(), command(test))));
            return observations;
        } catch (StressException e) {
            throw new EvidenceException(e.getMessage(), e, kept(directory, e, request));
        }
    }

    @Override
    public EvidenceEngine stored(Path directory) throws EvidenceException {
        return StoredRun.of(directory);
    }

    /** How far a run has come, as progress of any engine. */
    public static Progress progress(StressProgress where) {
        return new Progress(
                ID,
                StressTest.shortName(where.last().spec().test()),
                where.covered(),
                where.tests(),
                where.forks() + " forks",
                where.elapsed(),
                where.remaining());
    }

    /**
     * After a failure in the middle of a run: what the ledger holds. Empty if it is another run's or cannot be read.
     */
    private static List<Observation> kept(Path directory, StressException failure, EvidenceRequest request) {
        try {
            return failure.isRunKept() ? of(StressRun.read(directory).summaries(), request) : List.of();
        } catch (StressException unreadable) {
            failure.addSuppressed(unreadable);
            return List.of();
        }
    }

    /** What a run showed, with its forks added up. */
    public static List<Observation> of(List<TestSummary> summaries, EvidenceRequest request) {
        List<StressTest> wanted =
                withTwins(summaries.stream().map(TestSummary::test).toList(), request);
        return summaries.stream()
                .filter(summary -> wanted.contains(summary.test()))
                .map(StressEvidence::observation)
                .toList();
    }

    /** The tests asked for, and the mutants that show their teeth, of whatever variant. */
    private static List<StressTest> withTwins(List<StressTest> tests, EvidenceRequest request) {
        Set<StressTest> wanted = new LinkedHashSet<>();
        for (StressTest test : tests) {
            if (request.wants(Set.copyOf(test.questions()), test.variant())) {
                wanted.add(test);
                twin(test, tests).ifPresent(wanted::add);
            }
        }
        return List.copyOf(wanted);
    }

    /** The questions take turns, each with its most telling tests first. A twin comes right after its test. */
    static List<StressTest> ranked(List<StressTest> tests, Set<String> questions) {
        Map<String, List<StressTest>> byQuestion = new LinkedHashMap<>();
        questions.stream()
                .sorted()
                .forEach(question -> byQuestion.put(
                        question,
                        tests.stream()
                                .filter(test -> test.questions().contains(question))
                                .sorted(Comparator.comparingInt(StressEvidence::rank)
                                        .thenComparing(StressTest::name))
                                .toList()));
        Set<StressTest> order = new LinkedHashSet<>();
        int longest = byQuestion.values().stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<StressTest> its : byQuestion.values()) {
                if (i < its.size() && order.add(its.get(i))) {
                    twin(its.get(i), tests).ifPresent(order::add);
                }
            }
        }
        return List.copyOf(order);
    }

    private static Optional<StressTest> twin(StressTest test, List<StressTest> tests) {
        return tests.stream().filter(each -> each.name().equals(test.twin())).findFirst();
    }

    private static int rank(StressTest test) {
        return switch (test.variant()) {
            case Variants.AS_POSTED -> test.isSeeded() ? 0 : 1;
            case Variants.V2 -> 2;
            case Variants.PRE_PATCH -> 3;
            case "" -> 5;
            default -> 4;
        };
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
        return new Observation(ID, subject(test), effort, finding, failures(summary), command(test));
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

    private static String command(StressTest test) {
        return "./racy stress -t '" + test.shortName() + "$'";
    }
}
