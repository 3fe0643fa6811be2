// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Expect;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.ForkNight;
import racy.history.History;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.StressNight;
import racy.history.StressNight.OutcomeNight;
import racy.history.compare.BenchChange;
import racy.history.compare.Change;
import racy.history.compare.Diff;
import racy.history.sample.MemoryHistory;
import racy.history.sample.NightContent;
import racy.history.sample.SampleForks;
import racy.history.sample.SampleNights;
import racy.review.Expectation;
import racy.review.Verdict;
import racy.stress.runner.Outcome;

/** Two nights: {@code n1} is clean, {@code n2} is what an export is asked for, and a test fills it in. */
final class ExportedNight {
    static final String JDK = "17";
    private static final String FINGERPRINT = "f00d";

    Night before = night("n1", Origin.MEASURED, NightState.COMPLETE, List.of());
    Night after = night("n2", Origin.MEASURED, NightState.COMPLETE, List.of());
    final NightContent shown = new NightContent();
    final List<Change> changes = new ArrayList<>();
    final List<BenchChange> benchChanges = new ArrayList<>();
    final Map<String, String> environment = new TreeMap<>(Map.of("cpu.model", "a CPU"));
    final List<AnswerNight> answersBefore =
            new ArrayList<>(List.of(new AnswerNight("n1", "xchg", Verdict.NOT_SEEN, 0, 0, 0, 0)));
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
                List.of(new Night.Part(1, JDK, FINGERPRINT, 3, 3, 12, 30, 4)));
    }

    /** A test of which every fork ran to its end. */
    static StressNight test(String name, Expectation expectation, int forks, Outcome... outcomes) {
        return test(name, expectation, forks, 0, outcomes);
    }

    /** Every fork that ran to its end showed every outcome. */
    static StressNight test(String name, Expectation expectation, int forks, int failed, Outcome... outcomes) {
        return SampleNights.test(
                name,
                JDK,
                FINGERPRINT,
                expectation,
                forks,
                failed,
                Stream.of(outcomes)
                        .map(outcome -> new OutcomeNight(outcome, forks))
                        .toArray(OutcomeNight[]::new));
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
        return new ForkNight("n2", JDK, 1, "parts/s1-jdk17/stress:4", SampleForks.crash(test, 0, messages, output));
    }

    static Change change(Change.Kind kind, String test, String outcome, boolean enough) {
        return new Change(
                kind,
                new StressNight.Key(test, JDK),
                Optional.ofNullable(outcome),
                "words",
                0,
                12,
                9,
                12,
                Optional.of(0.0003),
                enough);
    }

    static BenchNight benchmark(String method, double score) {
        BenchNight.Key key =
                new BenchNight.Key("FenceSignalBenchmark", method, new TreeMap<>(Map.of("callbacks", "8")));
        return SampleNights.bench(key, JDK, FINGERPRINT, "ns/op", List.of("lock"), score, score);
    }

    static BenchChange benchChange(BenchChange.Decision decision) {
        return new BenchChange(
                JDK, benchmark("locked", 10), benchmark("locked", 10.8), 1.08, 1.06, 1.1, Optional.of(0.008), decision);
    }

    void demonstration() {
        after = night("n2", Origin.DEMONSTRATION, NightState.COMPLETE, List.of());
    }

    History history() {
        MemoryHistory history = new MemoryHistory();
        history.environment(FINGERPRINT, environment);
        NightContent clean = new NightContent();
        clean.answers.addAll(answersBefore);
        history.add(before, clean);
        history.add(after, shown);
        return history;
    }

    String export(Format format) {
        return format.text(NightFacts.of(history(), after, diff())).orElse("");
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
}
