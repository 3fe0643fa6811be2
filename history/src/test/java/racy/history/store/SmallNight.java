// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.PartManifest;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Level;
import racy.review.Observation;
import racy.review.Subject;
import racy.review.Witness;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSettings;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.Manifest;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRun;
import racy.stress.runner.StressTest;

/**
 * A bundle small enough to be checked by hand: a seeded race with three forks, a safe test with one, a test without any;
 * one fork crashes. What differs from night to night follows from its number.
 *
 * @param shards each runs JDK 17; on a machine of its own if {@code farm}
 */
record SmallNight(int number, Origin origin, int shards, boolean farm) {
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
        return new SmallNight(number, Origin.MEASURED, 1, false);
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
    Path write(Path folder) throws BundleException, StressException, IOException {
        Path directory = folder.resolve(id());
        BundleWriter writer = BundleWriter.create(
                directory,
                new BundleManifest(
                        BundleManifest.VERSION,
                        id(),
                        origin,
                        started().toString(),
                        "r" + number / 2,
                        "p1",
                        shards == 1 ? 1 : 0,
                        shards,
                        1,
                        number,
                        60_000));
        for (int shard = 1; shard <= shards; shard++) {
            part(writer, shard, "17");
        }
        if (shards == 1) {
            part(writer, 1, "25");
        }
        boolean partial = number % 3 == 0 && shards > 1;
        writer.seal(
                partial ? NightState.PARTIAL : NightState.COMPLETE,
                List.of(),
                started().plusSeconds(3600).toString());
        return directory;
    }

    private void part(BundleWriter writer, int shard, String jdk) throws BundleException, StressException, IOException {
        Map<String, String> environment = environment(jdk, farm ? shard : 1);
        Path part = writer.part(new PartManifest(
                shard,
                jdk,
                started().toString(),
                environment,
                Map.of(SEEDED, "c" + number / 2, SAFE, "c", UNTRIED, "c"),
                List.of("racy.bench.FenceBenchmark.signal"),
                Map.of("FenceBenchmark.signal", List.of("empty"))));
        List<ForkRecord> forks = new ArrayList<>();
        forks.add(fork(SEEDED, 0, List.of(outcome("0, 1", 90, false), outcome("1, 0", 10, false)), 40));
        forks.add(new ForkRecord(
                spec(SEEDED, 1),
                "irq C1, reset C2",
                Status.VM_ERROR,
                0,
                0,
                List.of(),
                1000,
                500,
                List.of("crashed \u0000 \u00e9"),
                List.of("# SIGSEGV \u001b[31m")));
        forks.add(
                fork(SEEDED, 2, List.of(outcome("0, 1", 70, false), outcome("1, 1", 30 + number, true)), 100 + number));
        forks.add(fork(SEEDED, 3, List.of(outcome("1, 1", 5, true)), 5));
        List<Outcome> safe = new ArrayList<>(List.of(outcome("0, 1", 1000, false)));
        if (number == 2) {
            safe.add(new Outcome(RARE, 1, Expect.FORBIDDEN, true, true, "Both own it."));
        }
        forks.add(fork(SAFE, 0, safe, number == 2 ? 1001 : 940));
        new StressRun(
                        part.resolve("stress"),
                        new Manifest(
                                Manifest.VERSION,
                                started().toString(),
                                environment,
                                60_000,
                                number,
                                20,
                                settings(),
                                List.of(SEEDED_TEST, SAFE_TEST, UNTRIED_TEST)),
                        forks,
                        List.of())
                .write();
        if (shard == 1) {
            Path evidence = BundleFiles.evidence(part, "script");
            Files.createDirectories(evidence.getParent());
            BundleFiles.writeLinesDurably(evidence, List.of(script(true), script(false)));
            Files.writeString(part.resolve("bench.json"), bench(10 + number));
            Files.writeString(part.resolve("bench-confirm.json"), bench(11 + number));
        }
        Files.writeString(part.resolve("log.txt"), "");
    }

    private static ForkSettings settings() {
        return ForkSettings.standard(SpinLoopStyle.THREAD_YIELD);
    }

    private static ForkSpec spec(String test, int fork) {
        return new ForkSpec(test, fork, 1, List.of("-XX:StressSeed=" + fork), settings());
    }

    private static Outcome outcome(String id, long count, boolean hit) {
        return new Outcome(
                id,
                count,
                hit ? Expect.ACCEPTABLE_INTERESTING : Expect.ACCEPTABLE,
                true,
                hit,
                hit ? "Both claim it." : "One claims it.");
    }

    private static ForkRecord fork(String test, int fork, List<Outcome> outcomes, long samples) {
        return new ForkRecord(
                spec(test, fork),
                "irq C1, reset C2",
                Status.NORMAL,
                outcomes.stream().mapToLong(Outcome::count).sum(),
                samples,
                outcomes,
                1000L * fork,
                250,
                List.of(),
                List.of());
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
                  "primaryMetric": {"score": %1$d.5, "scoreError": "NaN", "scoreUnit": "ns/op",
                                    "rawData": [[%1$d.0, %1$d.5], [%1$d.5, %1$d.75]]},
                  "secondaryMetrics": {}},
                 {"benchmark": "racy.bench.FenceBenchmark.empty",
                  "primaryMetric": {"score": 0.1, "scoreError": 0.30000000000000004, "scoreUnit": "ns/op",
                                    "rawData": [[0.1]]},
                  "secondaryMetrics": {}}]
                """.formatted(score);
    }
}
