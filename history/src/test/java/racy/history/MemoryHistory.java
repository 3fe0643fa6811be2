// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.openjdk.jcstress.annotations.Expect;
import racy.history.TestNight.OutcomeNight;
import racy.history.bundle.Fingerprint;
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.review.Level;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/** A history in memory, and short ways to write down what a night showed. What no comparison reads is not there. */
public final class MemoryHistory implements History {
    private final List<Night> nights = new ArrayList<>();
    private final Map<String, List<TestNight>> tests = new HashMap<>();
    private final Map<String, List<BenchNight>> benchmarks = new HashMap<>();
    private final Map<String, List<BenchNight>> confirmations = new HashMap<>();
    private final Map<String, Map<String, String>> environments = new HashMap<>();

    /** What a night is made of. */
    public record Content(List<TestNight> tests, List<BenchNight> benchmarks, List<BenchNight> confirmations) {
        public static Content of(TestNight... tests) {
            return new Content(List.of(tests), List.of(), List.of());
        }

        public static Content of(BenchNight... benchmarks) {
            return new Content(List.of(), List.of(benchmarks), List.of());
        }

        public Content confirmedBy(BenchNight... again) {
            return new Content(tests, benchmarks, List.of(again));
        }
    }

    /** Remembers an environment and returns its fingerprint. */
    public String environment(Map<String, String> values) {
        environments.put(Fingerprint.of(values), values);
        return Fingerprint.of(values);
    }

    /** A complete measured night, a day after the last, on one JDK. */
    public Night add(String id, String jdk, String fingerprint, Content content) {
        return add(night(id, Origin.MEASURED, NightState.COMPLETE, List.of(), part(jdk, fingerprint)), content);
    }

    /** Any night. What is in the content is stamped with its id. */
    public Night add(Night night, Content content) {
        nights.add(0, night);
        tests.put(
                night.id(),
                content.tests().stream().map(test -> of(night, test)).toList());
        benchmarks.put(
                night.id(),
                content.benchmarks().stream().map(bench -> of(night, bench)).toList());
        confirmations.put(
                night.id(),
                content.confirmations().stream().map(bench -> of(night, bench)).toList());
        return night;
    }

    public Night night(String id, Origin origin, NightState state, List<Integer> missing, Night.Part... parts) {
        Instant started = Instant.parse("2026-01-01T22:00:00Z").plus(Duration.ofDays(nights.size()));
        return new Night(
                id,
                origin,
                state,
                started,
                started.plus(Duration.ofHours(2)),
                "r" + nights.size(),
                "plan",
                1 + missing.size(),
                missing,
                1,
                Duration.ofHours(2),
                List.of(parts));
    }

    public static Night.Part part(String jdk, String fingerprint) {
        return new Night.Part(1, jdk, fingerprint, 0, 0, 0, 0, 0);
    }

    /** A test that must not show anything. */
    public static TestNight safe(String name, String jdk, String fingerprint, int forks, OutcomeNight... outcomes) {
        return test(name, jdk, fingerprint, Expectation.SAFE, forks, 0, outcomes);
    }

    /** A seeded race. */
    public static TestNight seeded(String name, String jdk, String fingerprint, int forks, OutcomeNight... outcomes) {
        return test(name, jdk, fingerprint, Expectation.SEEDED, forks, 0, outcomes);
    }

    public static TestNight test(
            String name,
            String jdk,
            String fingerprint,
            Expectation expectation,
            int forks,
            int failedForks,
            OutcomeNight... outcomes) {
        StressTest test = new StressTest(
                name,
                List.of("irq"),
                List.of("xchg"),
                "",
                "",
                Set.of(Violation.DOUBLE_CLAIM),
                expectation,
                Level.IDEA,
                "");
        List<OutcomeNight> hits = List.of(outcomes).stream()
                .filter(outcome -> outcome.total().hit())
                .toList();
        return new TestNight(
                "",
                jdk,
                fingerprint,
                test,
                forks,
                failedForks,
                hits.stream().mapToInt(OutcomeNight::forks).max().orElse(0),
                hits.stream().mapToLong(outcome -> outcome.total().count()).sum(),
                1000L * forks,
                Duration.ofSeconds(forks),
                null,
                List.of(outcomes));
    }

    /** An outcome that may be. */
    public static OutcomeNight fine(String id, int forks) {
        return new OutcomeNight(new Outcome(id, 10L * forks, Expect.ACCEPTABLE, true, false, ""), forks);
    }

    /** An outcome that may not be. */
    public static OutcomeNight forbidden(String id, int forks) {
        return new OutcomeNight(new Outcome(id, forks, Expect.FORBIDDEN, true, true, ""), forks);
    }

    /** An outcome that shows a seeded race. */
    public static OutcomeNight hit(String id, int forks) {
        return new OutcomeNight(new Outcome(id, forks, Expect.ACCEPTABLE_INTERESTING, true, true, ""), forks);
    }

    /** A benchmark of a class {@code FenceSignalBenchmark}. */
    public static BenchNight bench(String method, String jdk, String fingerprint, double... forkMeans) {
        return bench(method, jdk, fingerprint, "ns/op", forkMeans);
    }

    public static BenchNight bench(String method, String jdk, String fingerprint, String unit, double... forkMeans) {
        List<Double> forks = Arrays.stream(forkMeans).boxed().toList();
        return new BenchNight(
                "",
                jdk,
                fingerprint,
                new BenchNight.Key("FenceSignalBenchmark", method, new TreeMap<>()),
                unit,
                forks.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
                Double.NaN,
                forks,
                List.of());
    }

    private static TestNight of(Night night, TestNight test) {
        return new TestNight(
                night.id(),
                test.jdk(),
                test.fingerprint(),
                test.test(),
                test.forks(),
                test.failedForks(),
                test.forksWithHits(),
                test.hits(),
                test.samples(),
                test.time(),
                test.secondsToFirst(),
                test.outcomes());
    }

    private static BenchNight of(Night night, BenchNight bench) {
        return new BenchNight(
                night.id(),
                bench.jdk(),
                bench.fingerprint(),
                bench.key(),
                bench.unit(),
                bench.score(),
                bench.error(),
                bench.forkMeans(),
                bench.floor());
    }

    @Override
    public List<Night> nights(int limit) {
        return nights.stream().limit(limit).toList();
    }

    @Override
    public Optional<Night> night(String id) {
        return nights.stream().filter(night -> night.id().equals(id)).findFirst();
    }

    @Override
    public Map<String, String> environment(String fingerprint) {
        return environments.getOrDefault(fingerprint, Map.of());
    }

    @Override
    public List<TestNight> tests(String night) {
        return tests.getOrDefault(night, List.of());
    }

    @Override
    public List<BenchNight> benchmarks(String night) {
        return benchmarks.getOrDefault(night, List.of());
    }

    @Override
    public List<BenchNight> confirmations(String night) {
        return confirmations.getOrDefault(night, List.of());
    }

    @Override
    public List<TestNight> test(String test, int nights) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<TestNight> testsOf(String question, int nights) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Sighting> sightings(String question) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<AnswerNight> answers(String night) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<AnswerNight> answersTo(String question, int nights) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<EvidenceNight> evidence(String night) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Witness> witnesses(String night, String question) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ForkNight> notableForks(String night) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<BenchNight> benchmarkSeries(int nights) {
        throw new UnsupportedOperationException();
    }
}
