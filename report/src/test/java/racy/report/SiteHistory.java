// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.History;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.StressNight;
import racy.history.Witness;
import racy.history.demo.MadeUpPart;
import racy.history.sample.MemoryHistory;
import racy.history.sample.NightContent;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Interleaving;
import racy.review.Level;
import racy.review.MemoryModel;
import racy.review.Question;
import racy.review.Questions;
import racy.review.SearchBounds;
import racy.review.Step;
import racy.review.Verdict;
import racy.stress.runner.Catalogue;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/**
 * A history made up from a seed: every stress test there is on two JDKs, and sixty benchmarks. Its newest night has a
 * failure, a lost fork and a missed seeded race; one JDK's environment changes halfway.
 */
final class SiteHistory {
    static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;\u202Egnp.exe\u2066";
    private static final Instant FIRST = Instant.parse("2026-03-01T22:00:00Z");
    private static final List<String> JDKS = List.of("17", "25");
    private static final int FORKS = 5;

    /** Places of questions that nobody saw to be racy, counted from 1. */
    private static final int PROVED = 5;

    private static final int PROVED_UNDER_STRONGER = 8;

    private final MemoryHistory history = new MemoryHistory();
    private final List<StressTest> catalogue;
    private final String taint;
    private final Origin origin;

    /** A history of {@code count} nights. */
    static History of(int count) {
        return new SiteHistory(count, "", Origin.DEMONSTRATION, Integer.MAX_VALUE).history;
    }

    /** A small one in which everything that may come from a file carries {@link #HOSTILE}. */
    static History hostile() {
        return new SiteHistory(3, HOSTILE, Origin.MEASURED, 12).history;
    }

    /** A small one that claims to be measured. */
    static History measured(int count) {
        return new SiteHistory(count, "", Origin.MEASURED, 30).history;
    }

    private SiteHistory(int count, String taint, Origin origin, int most) {
        this.taint = taint;
        this.origin = origin;
        catalogue = Catalogue.load().tests().stream()
                .sorted(Comparator.comparing(StressTest::name))
                .limit(most)
                .map(this::tainted)
                .toList();
        Random random = new Random(7);
        for (int i = 0; i < count; i++) {
            night(i, count, random);
        }
    }

    private StressTest tainted(StressTest test) {
        return taint.isEmpty()
                ? test
                : new StressTest(
                        test.name() + taint + "x".repeat(10_000),
                        test.actors().stream().map(actor -> actor + taint).toList(),
                        test.questions(),
                        test.variant() + taint,
                        test.race() + taint,
                        test.violations(),
                        test.expectation(),
                        Level.DRIVER,
                        test.twin() + taint);
    }

    private void night(int place, int count, Random random) {
        String id = taint.isEmpty() ? String.format("n%03d-box", place) : "../../" + place + taint;
        List<Night.Part> parts = new ArrayList<>();
        NightContent shown = new NightContent();
        boolean last = place == count - 1;
        for (String jdk : JDKS) {
            boolean after = jdk.equals("25") && place >= count / 2;
            String fingerprint = "f" + jdk + (after ? "b" : "a");
            history.environment(
                    fingerprint,
                    new TreeMap<>(Map.of(
                            "java.version" + taint,
                            jdk + (after ? ".0.2" : ".0.1") + taint,
                            "cpu.model",
                            "A CPU",
                            "load.average",
                            "0.1" + after)));
            int forks = 0;
            int covered = 0;
            for (int i = 0; i < catalogue.size(); i++) {
                StressNight test = test(jdk, fingerprint, catalogue.get(i), i, last, random);
                forks += test.forks();
                covered += test.forks() > 0 ? 1 : 0;
                shown.tests.add(test);
            }
            parts.add(new Night.Part(1, jdk + taint, fingerprint, catalogue.size(), covered, forks, 6, 6));
        }
        Instant started = FIRST.plus(Duration.ofDays(place));
        Night night = new Night(
                id,
                origin,
                NightState.COMPLETE,
                started,
                started.plus(Duration.ofMinutes(110)),
                String.format("%07x", 0x1abcde0 + place / 3) + taint,
                "plan0123456789" + taint,
                1,
                List.of(),
                42 + place,
                Duration.ofHours(2),
                parts);
        shown.tests.sort(Comparator.comparing(StressNight::key));
        benches(shown.benchmarks, place, count, random);
        answers(id, shown);
        notableForks(id, shown);
        history.add(night, shown);
    }

    private StressNight test(String jdk, String fingerprint, StressTest test, int number, boolean last, Random random) {
        int forks = last && number == 5 ? 0 : 8 + random.nextInt(7);
        boolean racy = test.expectation() == Expectation.SEEDED
                || (test.expectation() == Expectation.ALLOWED && number % 3 == 0);
        boolean missed = last && number == 20;
        int with = racy && !missed && forks > 0 ? 1 + random.nextInt(forks) : 0;
        String name = test.violations().isEmpty()
                ? "1, 1"
                : test.violations().iterator().next().name();
        List<StressNight.OutcomeNight> outcomes = new ArrayList<>();
        if (with > 0) {
            outcomes.add(outcome(name, 40L * with, Expect.ACCEPTABLE_INTERESTING, true, with));
        }
        if (last && number == 3) {
            outcomes.add(outcome("USE_AFTER_FREE", 4, Expect.FORBIDDEN, false, 2));
        }
        if (forks > 0) {
            outcomes.add(outcome("none", 9000L * forks, Expect.ACCEPTABLE, false, forks));
        }
        return new StressNight(
                "",
                jdk + taint,
                fingerprint,
                test,
                forks,
                last && number == 9 ? 1 : 0,
                with,
                40L * with,
                9040L * forks,
                Duration.ofMillis(1500L * forks + random.nextInt(900)),
                with > 0 ? 1.5 + random.nextInt(5) : null,
                outcomes);
    }

    private StressNight.OutcomeNight outcome(String id, long count, Expect expect, boolean hit, int forks) {
        return new StressNight.OutcomeNight(
                new Outcome(id + taint, count, expect, true, hit, "What happens." + taint), forks);
    }

    private void benches(List<BenchNight> its, int place, int count, Random random) {
        for (String jdk : JDKS) {
            String fingerprint = "f" + jdk + (jdk.equals("25") && place >= count / 2 ? "b" : "a");
            its.add(bench(jdk, fingerprint, "FenceSignalBenchmark", "getAndSet", Map.of(), 6, List.of(), random));
            for (String method : List.of("lockFree", "locked", "completableFuture", "futureTask")) {
                for (int callbacks = 0; callbacks < 8; callbacks++) {
                    double level = 8 + 3 * callbacks + (place >= 2 * count / 3 && method.equals("locked") ? 2 : 0);
                    its.add(bench(
                            jdk,
                            fingerprint,
                            "FenceSignalBenchmark",
                            method,
                            Map.of("callbacks", Integer.toString(callbacks * 8)),
                            level,
                            List.of("getAndSet"),
                            random));
                }
            }
            its.add(bench(jdk, fingerprint, "SubmitBenchmark", "slot", Map.of(), 9, List.of(), random));
            for (String variant : List.of("as-posted", "pre-patch", "fence-in-slot", "cmpxchg-pointer", "v2")) {
                its.add(bench(
                        jdk,
                        fingerprint,
                        "SubmitBenchmark",
                        "task",
                        Map.of("variant", variant),
                        300 + variant.length(),
                        List.of("slot"),
                        random));
            }
            for (int i = 0; i < 21; i++) {
                its.add(bench(
                        jdk,
                        fingerprint,
                        "SlotClaimBenchmark" + taint,
                        "contended:claim" + taint,
                        Map.of("how", "WAY" + i + taint),
                        20 + i,
                        List.of(),
                        random));
            }
        }
    }

    private BenchNight bench(
            String jdk,
            String fingerprint,
            String type,
            String method,
            Map<String, String> params,
            double level,
            List<String> floor,
            Random random) {
        List<Double> forks = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < FORKS; i++) {
            double mean = level * (1 + 0.02 * random.nextGaussian());
            forks.add(mean);
            sum += mean;
        }
        return new BenchNight(
                "",
                jdk + taint,
                fingerprint,
                new BenchNight.Key(type, method, new TreeMap<>(params)),
                "ns/op",
                sum / FORKS,
                level * 0.01,
                forks,
                floor);
    }

    private void answers(String night, NightContent shown) {
        int place = 0;
        for (Question question : Questions.all()) {
            boolean racy = place++ % 3 != 1;
            shown.answers.add(new AnswerNight(
                    night, question.id(), verdict(place, racy), 0, place == 2 ? 1 : 0, 0, place == PROVED ? 2 : 0));
            for (String variant : List.of("as-posted", "irq-read-write", "fence-in-slot", "v2")) {
                boolean shows = variant.equals("irq-read-write") || variant.equals("as-posted") && racy;
                shown.evidence.add(evidence(night, question, variant, "script", shows, 1, new Effort.Played(4, 3)));
                shown.evidence.add(evidence(
                        night,
                        question,
                        variant,
                        "stress",
                        shows,
                        1234,
                        new Effort.Sampled(1_204_000, 60, shows ? null : 0.0487, 3)));
                if (variant.equals("fence-in-slot")) {
                    shown.evidence.add(explored(night, question, variant));
                }
            }
            shown.witnesses.add(witness(night, question));
        }
    }

    private static Verdict verdict(int place, boolean racy) {
        if (place == PROVED) {
            return Verdict.notRacy(Set.of(MemoryModel.JAM));
        }
        if (place == PROVED_UNDER_STRONGER) {
            return Verdict.notRacyUnderStronger(Set.of(MemoryModel.SC));
        }
        return racy ? Verdict.RACY : Verdict.NOT_SEEN;
    }

    private EvidenceNight explored(String night, Question question, String variant) {
        return new EvidenceNight(
                night,
                question.id(),
                variant,
                "explore" + taint,
                Verdict.notRacyUnderStronger(Set.of(MemoryModel.SC)),
                Optional.empty(),
                0,
                List.of(
                        new Effort.Exhausted(
                                MemoryModel.SC, new SearchBounds(Map.of("preemptions" + taint, 3L)), 812, 4),
                        new Effort.OutOfModel("weak memory" + taint)));
    }

    private EvidenceNight evidence(
            String night, Question question, String variant, String engine, boolean shows, long hits, Effort effort) {
        return new EvidenceNight(
                night,
                question.id(),
                variant,
                engine + taint,
                shows ? Verdict.RACY : Verdict.NOT_SEEN,
                shows ? Optional.of(Violation.DOUBLE_CLAIM) : Optional.empty(),
                shows ? hits : 0,
                List.of(effort));
    }

    private Witness witness(String night, Question question) {
        return new Witness(
                night,
                "17",
                question.id(),
                "as-posted",
                "script" + taint,
                "R1-late-irq" + taint,
                Optional.of(Violation.PREMATURE_SIGNAL),
                "The late IRQ thread signals the next task." + taint,
                1,
                1,
                List.of(
                        new Interleaving(List.of(
                                Step.of("hardware" + taint, Step.Kind.ACTION, "interrupts for job A"),
                                Step.access(
                                        "irq" + taint,
                                        "xchg(in_flight_task)" + taint,
                                        "TaskSlot.java:20" + taint,
                                        "A" + taint,
                                        "submit-wq" + taint),
                                Step.of("reset", Step.Kind.WINDOW, "dma_fence_put(A)"),
                                Step.of("reset", Step.Kind.WAITS, "waits for irq"),
                                Step.violation(
                                        "irq" + taint,
                                        Violation.PREMATURE_SIGNAL,
                                        "signal(B)" + taint,
                                        "PatchedDriver.java:7"),
                                Step.of("client", Step.Kind.RETURNS, "returns"))),
                        new racy.review.Witness.Printed(List.of("irq   claims" + taint, "reset claims"))),
                "racy ask " + question.id() + taint);
    }

    /** One that crashed, and one that was the first with a hit. */
    private void notableForks(String night, NightContent shown) {
        for (Status status : List.of(Status.VM_ERROR, Status.NORMAL)) {
            StressTest test = catalogue.get(9);
            shown.forks.add(new ForkNight(
                    night,
                    "17" + taint,
                    1,
                    "parts/s1-jdk17/stress:7" + taint,
                    new ForkRecord(
                            new ForkSpec(
                                    test.name(), 0, 1, List.of("-XX:StressSeed=12345" + taint), MadeUpPart.SETTINGS),
                            "irq C1, reset C2" + taint,
                            status,
                            1000,
                            900,
                            List.of(),
                            10,
                            1200,
                            status == Status.NORMAL ? List.of() : List.of("the JVM died" + taint),
                            status == Status.NORMAL ? List.of() : List.of("# SIGSEGV" + taint, "</pre></details>"))));
        }
    }
}
