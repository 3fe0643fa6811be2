// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.History;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.Sighting;
import racy.history.TestNight;
import racy.history.Witness;
import racy.history.compare.BenchChange;
import racy.history.compare.Change;
import racy.history.compare.Diff;
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Verdict;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSettings;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/** A history of two nights that a test fills in: {@code n1} is clean, {@code n2} is what an export is asked for. */
final class FakeHistory implements History {
    static final String JDK = "17";

    Night before = night("n1", Origin.MEASURED, NightState.COMPLETE, List.of());
    Night after = night("n2", Origin.MEASURED, NightState.COMPLETE, List.of());
    final List<TestNight> tests = new ArrayList<>();
    final List<AnswerNight> answers = new ArrayList<>();
    final List<BenchNight> benchmarks = new ArrayList<>();
    final List<ForkNight> forks = new ArrayList<>();
    final List<Change> changes = new ArrayList<>();
    final List<BenchChange> benchChanges = new ArrayList<>();
    final Map<String, String> environment = new TreeMap<>(Map.of("cpu.model", "a CPU"));
    boolean comparable = true;

    static Night night(String id, Origin origin, NightState state, List<Integer> missing) {
        return new Night(
                id,
                origin,
                state,
                Instant.parse("2026-01-02T01:30:00Z"),
                Instant.parse("2026-01-02T02:30:00Z"),
                "abc123",
                "plan",
                2,
                missing,
                7,
                Duration.ofMinutes(30),
                List.of(new Night.Part(1, JDK, "f00d", 3, 3, 12, 30, 4)));
    }

    /** A test of which every fork ran to its end. */
    static TestNight test(String name, Expectation expectation, int forks, Outcome... outcomes) {
        return test(name, expectation, forks, 0, outcomes);
    }

    static TestNight test(String name, Expectation expectation, int forks, int failed, Outcome... outcomes) {
        long hits = List.of(outcomes).stream()
                .filter(Outcome::hit)
                .mapToLong(Outcome::count)
                .sum();
        return new TestNight(
                "n2",
                JDK,
                "f00d",
                new StressTest(
                        name,
                        List.of("irq", "reset"),
                        List.of("xchg"),
                        "as-posted",
                        "R1",
                        Set.of(Violation.DOUBLE_CLAIM),
                        expectation,
                        Level.IDEA,
                        ""),
                forks,
                failed,
                hits > 0 ? forks : 0,
                hits,
                List.of(outcomes).stream().mapToLong(Outcome::count).sum(),
                Duration.ofMillis(2500),
                hits > 0 ? 1.5 : null,
                List.of(outcomes).stream()
                        .map(outcome -> new TestNight.OutcomeNight(outcome, forks))
                        .toList());
    }

    static Outcome acceptable(String id) {
        return new Outcome(id, 100, Expect.ACCEPTABLE, true, false, "Nothing.");
    }

    static Outcome forbidden(String id) {
        return new Outcome(id, 3, Expect.FORBIDDEN, true, true, "Two owners.");
    }

    static Outcome interesting(String id) {
        return new Outcome(id, 5, Expect.ACCEPTABLE_INTERESTING, true, true, "The race.");
    }

    static ForkNight crash(String test, List<String> messages, List<String> output) {
        ForkSpec spec = new ForkSpec(test, 0, 0, List.of(), ForkSettings.standard(SpinLoopStyle.THREAD_YIELD));
        return new ForkNight(
                "n2",
                JDK,
                1,
                "parts/s1-jdk17/stress:4",
                new ForkRecord(spec, "irq C1", Status.VM_ERROR, 0, 0, List.of(), 0, 10, messages, output));
    }

    static Change change(Change.Kind kind, String test, String outcome, boolean enough) {
        return new Change(
                kind,
                new TestNight.Key(test, JDK),
                Optional.ofNullable(outcome),
                "words",
                0,
                12,
                9,
                12,
                Optional.of(0.0003),
                enough);
    }

    static BenchNight benchmark(String night, String method, double score) {
        return new BenchNight(
                night,
                JDK,
                "f00d",
                new BenchNight.Key("FenceSignalBenchmark", method, new TreeMap<>(Map.of("callbacks", "8"))),
                "ns/op",
                score,
                Double.NaN,
                List.of(score, score),
                List.of("lock"));
    }

    static BenchChange benchChange(BenchChange.Decision decision) {
        return new BenchChange(
                JDK,
                benchmark("n1", "locked", 10),
                benchmark("n2", "locked", 10.8),
                1.08,
                1.06,
                1.1,
                Optional.of(0.008),
                decision);
    }

    void demonstration() {
        after = night("n2", Origin.DEMONSTRATION, NightState.COMPLETE, List.of());
    }

    String export(Format format) {
        return format.text(NightFacts.of(this, after, diff())).orElse("");
    }

    Diff diff() {
        return new Diff(
                comparable ? Optional.of(before) : Optional.empty(),
                after,
                List.of(),
                List.of(),
                changes,
                benchChanges);
    }

    @Override
    public List<Night> nights(int limit) {
        return List.of(after, before);
    }

    @Override
    public Optional<Night> night(String id) {
        return nights(2).stream().filter(night -> night.id().equals(id)).findFirst();
    }

    @Override
    public Map<String, String> environment(String fingerprint) {
        return environment;
    }

    @Override
    public List<TestNight> tests(String night) {
        return night.equals(after.id()) ? tests : List.of();
    }

    @Override
    public List<TestNight> test(String test, int nights) {
        return List.of();
    }

    @Override
    public List<TestNight> testsOf(String question, int nights) {
        return List.of();
    }

    @Override
    public List<Sighting> sightings(String question) {
        return List.of();
    }

    @Override
    public List<AnswerNight> answers(String night) {
        return night.equals(after.id()) ? answers : List.of(new AnswerNight(night, "xchg", Verdict.NOT_SEEN, 0, 0, 0));
    }

    @Override
    public List<AnswerNight> answersTo(String question, int nights) {
        return List.of();
    }

    @Override
    public List<EvidenceNight> evidence(String night) {
        return List.of();
    }

    @Override
    public List<Witness> witnesses(String night, String question) {
        return List.of();
    }

    @Override
    public List<ForkNight> notableForks(String night) {
        return forks;
    }

    @Override
    public List<BenchNight> benchmarks(String night) {
        return benchmarks;
    }

    @Override
    public List<BenchNight> benchmarkSeries(int nights) {
        return benchmarks;
    }

    @Override
    public List<BenchNight> confirmations(String night) {
        return List.of();
    }
}
