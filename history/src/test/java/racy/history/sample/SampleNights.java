// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.sample;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.openjdk.jcstress.annotations.Expect;
import racy.history.BenchNight;
import racy.history.Night;
import racy.history.StressNight;
import racy.history.StressNight.OutcomeNight;
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.review.Level;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/** Short ways to write down what a night showed. */
public final class SampleNights {
    private SampleNights() {}

    public static Night.Part part(String jdk, String fingerprint) {
        return new Night.Part(1, jdk, fingerprint, 0, 0, 0, 0, 0);
    }

    /** A test that must not show anything. */
    public static StressNight safe(String name, String jdk, String fingerprint, int forks, OutcomeNight... outcomes) {
        return test(name, jdk, fingerprint, Expectation.SAFE, forks, 0, outcomes);
    }

    /** A seeded race. */
    public static StressNight seeded(String name, String jdk, String fingerprint, int forks, OutcomeNight... outcomes) {
        return test(name, jdk, fingerprint, Expectation.SEEDED, forks, 0, outcomes);
    }

    public static StressNight test(
            String name,
            String jdk,
            String fingerprint,
            Expectation expectation,
            int forks,
            int failedForks,
            OutcomeNight... outcomes) {
        return test(stressTest(name, expectation), jdk, fingerprint, forks, failedForks, List.of(outcomes));
    }

    /** Any test; the first hit comes after a second and a half. */
    public static StressNight test(
            StressTest test, String jdk, String fingerprint, int forks, int failedForks, List<OutcomeNight> outcomes) {
        List<OutcomeNight> hits =
                outcomes.stream().filter(outcome -> outcome.total().hit()).toList();
        return new StressNight(
                "",
                jdk,
                fingerprint,
                test,
                forks,
                failedForks,
                hits.stream().mapToInt(OutcomeNight::forks).max().orElse(0),
                hits.stream().mapToLong(outcome -> outcome.total().count()).sum(),
                outcomes.stream().mapToLong(outcome -> outcome.total().count()).sum(),
                Duration.ofSeconds(forks),
                hits.isEmpty() ? null : 1.5,
                outcomes);
    }

    /** A test of the question {@code xchg}. */
    public static StressTest stressTest(String name, Expectation expectation) {
        return new StressTest(
                name,
                List.of("irq", "reset"),
                List.of("xchg"),
                "as-posted",
                "R1",
                Set.of(Violation.DOUBLE_CLAIM),
                expectation,
                Level.IDEA,
                "");
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
        BenchNight.Key key = new BenchNight.Key("FenceSignalBenchmark", method, new TreeMap<>(Map.of()));
        return bench(key, jdk, fingerprint, unit, List.of(), forkMeans);
    }

    public static BenchNight bench(
            BenchNight.Key key, String jdk, String fingerprint, String unit, List<String> floor, double... forkMeans) {
        return new BenchNight(
                "",
                jdk,
                fingerprint,
                key,
                unit,
                Arrays.stream(forkMeans).average().orElse(Double.NaN),
                Double.NaN,
                Arrays.stream(forkMeans).boxed().toList(),
                floor);
    }
}
