// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jcstress.annotations.Expect;
import racy.history.Origin;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.demo.MadeUpBundle;
import racy.history.demo.MadeUpPart;
import racy.history.sample.SampleForks;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Level;
import racy.review.Observation;
import racy.review.Subject;
import racy.review.Witness;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/**
 * A bundle small enough to be checked by hand: a seeded race with three forks, a safe test with one, a test without any;
 * one fork crashes. It is partial, because of the test without any. What differs from night to night follows from its
 * number.
 */
record SmallNight(int number, Origin origin) {
    static final Instant FIRST = Instant.parse("2026-01-01T22:00:00Z");
    static final String SEEDED = "racy.stress.ClaimStress.ReadThenWrite";
    static final String SAFE = "racy.stress.ClaimStress.XchgXchg";
    static final String UNTRIED = "racy.stress.ClaimStress.Xchg\u00e9";
    static final String RARE = "3, 3";

    static final StressTest SEEDED_TEST =
            test(SEEDED, List.of("xchg", "core-lock"), "as-posted", Expectation.SEEDED, "");
    static final StressTest SAFE_TEST = test(SAFE, List.of("xchg"), "v2", Expectation.SAFE, SEEDED);
    static final StressTest UNTRIED_TEST = test(UNTRIED, List.of("xchg"), "", Expectation.SAFE, "");

    static SmallNight measured(int number) {
        return new SmallNight(number, Origin.MEASURED);
    }

    private static StressTest test(
            String name, List<String> questions, String variant, Expectation expectation, String twin) {
        return new StressTest(
                name,
                List.of("irq", "reset"),
                questions,
                variant,
                "R1",
                Set.of(Violation.DOUBLE_CLAIM, Violation.PREMATURE_SIGNAL),
                expectation,
                Level.IDEA,
                twin);
    }

    String id() {
        return "night-" + number;
    }

    Instant started() {
        return FIRST.plus(Duration.ofDays(number));
    }

    static Map<String, String> environment(String jdk, int machine) {
        return Map.of(
                "java.version",
                jdk + ".0.1",
                "cpu.model",
                "CPU " + machine,
                "load.average",
                "0.5",
                "odd",
                "\u0000\u00e9");
    }

    /** Writes it to a directory of its own below {@code folder}. */
    Path write(Path folder) throws BundleException {
        MadeUpBundle bundle = new MadeUpBundle(id(), origin)
                .time(started(), started().plusSeconds(3600))
                .revision("r" + number / 2)
                .request(number, Duration.ofMinutes(1));
        part(bundle, "17").evidence("script", List.of(script(true), script(false)));
        part(bundle, "25").evidence("script", List.of(script(true), script(false)));
        return bundle.write(folder.resolve(id()));
    }

    private MadeUpPart part(MadeUpBundle bundle, String jdk) {
        return bundle.part(1, jdk, environment(jdk, 1))
                .code(Map.of(SEEDED, "c" + number / 2, SAFE, "c", UNTRIED, "c"))
                .benchmarks(
                        List.of("racy.bench.FenceBenchmark.empty", "racy.bench.FenceBenchmark.signal"),
                        Map.of("FenceBenchmark.signal", List.of("empty")))
                .stress(List.of(SEEDED_TEST, SAFE_TEST, UNTRIED_TEST), forks())
                .file("log.txt", "")
                .file(BundleFiles.BENCH, bench(10 + number))
                .file(BundleFiles.CONFIRM, bench(11 + number));
    }

    private List<ForkRecord> forks() {
        List<Outcome> safe = new ArrayList<>(List.of(outcome("0, 1", 1000, false)));
        if (number == 2) {
            safe.add(new Outcome(RARE, 1, Expect.FORBIDDEN, true, true, "Both own it."));
        }
        return List.of(
                SampleForks.normal(SEEDED, 0, List.of(outcome("0, 1", 90, false), outcome("1, 0", 10, false)), 49),
                SampleForks.crash(SEEDED, 1, List.of("crashed \u0000 \u00e9"), List.of("# SIGSEGV \u001b[31m")),
                SampleForks.normal(
                        SEEDED,
                        2,
                        List.of(outcome("0, 1", 70, false), outcome("1, 1", 30 + number, true)),
                        100 + number),
                SampleForks.normal(SEEDED, 3, List.of(outcome("1, 1", 5, true)), 5),
                SampleForks.normal(SAFE, 0, safe, number == 2 ? 1001 : 949));
    }

    static Outcome outcome(String id, long count, boolean hit) {
        return new Outcome(
                id,
                count,
                hit ? Expect.ACCEPTABLE_INTERESTING : Expect.ACCEPTABLE,
                true,
                hit,
                hit ? "Both claim it." : "One claims it.");
    }

    static Observation script(boolean shown) {
        return new Observation(
                "script",
                new Subject(
                        shown ? "late-irq" : "late-reset",
                        Set.of("xchg"),
                        "as-posted",
                        "R1",
                        Set.of(Violation.DOUBLE_CLAIM),
                        Expectation.OPEN,
                        ""),
                new Effort.Played(1, 0.25),
                new Finding(
                        shown ? 1 : 0,
                        0,
                        Violation.DOUBLE_CLAIM,
                        shown ? Set.of(Violation.DOUBLE_CLAIM) : Set.of(),
                        "both claim",
                        shown ? 0.25 : null,
                        shown ? List.of(new Witness.Printed(List.of("irq   claims", "reset claims"))) : List.of()),
                List.of(),
                "");
    }

    private static String bench(int score) {
        return """
                [{"benchmark": "racy.bench.FenceBenchmark.signal", "params": {"callbacks": "8"},
                  "primaryMetric": {"score": %1$d.475, "scoreError": "NaN", "scoreUnit": "ns/op",
                                    "rawData": [[%1$d.0, %1$d.5], [%1$d.5, %1$d.9]]},
                  "secondaryMetrics": {}},
                 {"benchmark": "racy.bench.FenceBenchmark.empty",
                  "primaryMetric": {"score": 0.1, "scoreError": 0.30000000000000004, "scoreUnit": "ns/op",
                                    "rawData": [[0.1]]},
                  "secondaryMetrics": {}}]
                """.formatted(score);
    }
}
