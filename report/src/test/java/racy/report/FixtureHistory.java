// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Question;
import racy.review.Questions;
import racy.review.Verdict;
import racy.stress.runner.Catalogue;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSettings;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/**
 * A history made up from a seed: every stress test there is on two JDKs, and sixty benchmarks. Its newest night has a
 * failure, a lost fork and a missed seeded race; one JDK's environment changes halfway.
 */
final class FixtureHistory implements History {
    static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;\u202Egnp.exe\u2066";
    private static final Instant FIRST = Instant.parse("2026-03-01T22:00:00Z");
    private static final List<String> JDKS = List.of("17", "25");
    private static final int FORKS = 5;

    private final List<Night> nights = new ArrayList<>();
    private final Map<String, List<TestNight>> tests = new LinkedHashMap<>();
    private final Map<String, List<BenchNight>> benchmarks = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> environments = new TreeMap<>();
    private final List<StressTest> catalogue;
    private final String taint;
    private final Origin origin;

    /** A history of {@code count} nights. */
    FixtureHistory(int count) {
        this(count, "", Origin.DEMONSTRATION, Integer.MAX_VALUE);
    }

    /** A small one in which everything that may come from a file carries {@link #HOSTILE}. */
    static FixtureHistory hostile() {
        return new FixtureHistory(3, HOSTILE, Origin.MEASURED, 12);
    }

    /** A small one that claims to be measured. */
    static FixtureHistory measured(int count) {
        return new FixtureHistory(count, "", Origin.MEASURED, 30);
    }

    private FixtureHistory(int count, String taint, Origin origin, int most) {
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
        List<TestNight> its = new ArrayList<>();
        boolean last = place == count - 1;
        for (String jdk : JDKS) {
            boolean after = jdk.equals("25") && place >= count / 2;
            String fingerprint = "f" + jdk + (after ? "b" : "a");
            environments.put(
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
                TestNight test = test(id, jdk, fingerprint, catalogue.get(i), i, last, random);
                forks += test.forks();
                covered += test.forks() > 0 ? 1 : 0;
                its.add(test);
            }
            parts.add(new Night.Part(1, jdk + taint, fingerprint, catalogue.size(), covered, forks, 6, 6));
        }
        Instant started = FIRST.plus(Duration.ofDays(place));
        nights.add(new Night(
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
                parts));
        its.sort(Comparator.comparing(TestNight::key));
        tests.put(id, its);
        benchmarks.put(id, benches(id, place, count, random));
    }

    private TestNight test(
            String night, String jdk, String fingerprint, StressTest test, int number, boolean last, Random random) {
        int forks = last && number == 5 ? 0 : 8 + random.nextInt(7);
        boolean racy = test.expectation() == Expectation.SEEDED
                || (test.expectation() == Expectation.ALLOWED && number % 3 == 0);
        boolean missed = last && number == 20;
        int with = racy && !missed && forks > 0 ? 1 + random.nextInt(forks) : 0;
        String name = test.violations().isEmpty()
                ? "1, 1"
                : test.violations().iterator().next().name();
        List<TestNight.OutcomeNight> outcomes = new ArrayList<>();
        if (with > 0) {
            outcomes.add(outcome(name, 40L * with, Expect.ACCEPTABLE_INTERESTING, true, with));
        }
        if (last && number == 3) {
            outcomes.add(outcome("USE_AFTER_FREE", 4, Expect.FORBIDDEN, false, 2));
        }
        if (forks > 0) {
            outcomes.add(outcome("none", 9000L * forks, Expect.ACCEPTABLE, false, forks));
        }
        return new TestNight(
                night,
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

    private TestNight.OutcomeNight outcome(String id, long count, Expect expect, boolean hit, int forks) {
        return new TestNight.OutcomeNight(
                new Outcome(id + taint, count, expect, true, hit, "What happens." + taint), forks);
    }

    private List<BenchNight> benches(String night, int place, int count, Random random) {
        List<BenchNight> its = new ArrayList<>();
        for (String jdk : JDKS) {
            String fingerprint = "f" + jdk + (jdk.equals("25") && place >= count / 2 ? "b" : "a");
            its.add(bench(
                    night, jdk, fingerprint, "FenceSignalBenchmark", "getAndSet", Map.of(), 6, List.of(), random));
            for (String method : List.of("lockFree", "locked", "completableFuture", "futureTask")) {
                for (int callbacks = 0; callbacks < 8; callbacks++) {
                    double level = 8 + 3 * callbacks + (place >= 2 * count / 3 && method.equals("locked") ? 2 : 0);
                    its.add(bench(
                            night,
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
            its.add(bench(night, jdk, fingerprint, "SubmitBenchmark", "slot", Map.of(), 9, List.of(), random));
            for (String variant : List.of("as-posted", "pre-patch", "fence-in-slot", "cmpxchg-pointer", "v2")) {
                its.add(bench(
                        night,
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
                        night,
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
        return its;
    }

    private BenchNight bench(
            String night,
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
                night,
                jdk + taint,
                fingerprint,
                new BenchNight.Key(type, method, new TreeMap<>(params)),
                "ns/op",
                sum / FORKS,
                level * 0.01,
                forks,
                floor);
    }

    @Override
    public List<Night> nights(int limit) {
        List<Night> newest = new ArrayList<>(nights);
        java.util.Collections.reverse(newest);
        return newest.subList(0, Math.min(limit, newest.size()));
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
    public List<TestNight> test(String test, int count) {
        return newest(count).stream()
                .flatMap(night -> tests(night.id()).stream())
                .filter(each -> each.test().name().equals(test))
                .toList();
    }

    @Override
    public List<TestNight> testsOf(String question, int count) {
        return newest(count).stream()
                .flatMap(night -> tests(night.id()).stream())
                .filter(each -> each.test().questions().contains(question))
                .toList();
    }

    /** Oldest first. */
    private List<Night> newest(int count) {
        return nights.subList(Math.max(0, nights.size() - count), nights.size());
    }

    @Override
    public List<Sighting> sightings(String question) {
        List<Sighting> sightings = new ArrayList<>();
        for (Night night : nights) {
            for (TestNight test : tests(night.id())) {
                if (test.test().questions().contains(question)) {
                    test.outcomes()
                            .forEach(outcome -> sightings.add(new Sighting(
                                    test.test().name(),
                                    test.jdk(),
                                    night.id(),
                                    night.started(),
                                    night.revision(),
                                    test.fingerprint(),
                                    outcome.total(),
                                    outcome.forks(),
                                    test.forks())));
                }
            }
        }
        return sightings;
    }

    @Override
    public List<AnswerNight> answers(String night) {
        List<AnswerNight> answers = new ArrayList<>();
        int place = 0;
        for (Question question : Questions.all()) {
            boolean racy = place++ % 3 != 1;
            answers.add(new AnswerNight(
                    night, question.id(), racy ? Verdict.RACY : Verdict.NOT_SEEN, 0, place == 2 ? 1 : 0, 0));
        }
        return answers;
    }

    @Override
    public List<AnswerNight> answersTo(String question, int count) {
        return newest(count).stream()
                .flatMap(night -> answers(night.id()).stream())
                .filter(answer -> answer.question().equals(question))
                .toList();
    }

    @Override
    public List<EvidenceNight> evidence(String night) {
        List<EvidenceNight> evidence = new ArrayList<>();
        for (AnswerNight answer : answers(night)) {
            for (String variant : List.of("as-posted", "irq-read-write", "fence-in-slot", "v2")) {
                boolean racy = variant.equals("irq-read-write")
                        || (variant.equals("as-posted") && answer.verdict().equals(Verdict.RACY));
                for (String engine : List.of("script", "stress")) {
                    boolean script = engine.equals("script");
                    evidence.add(new EvidenceNight(
                            night,
                            answer.question(),
                            variant,
                            engine + taint,
                            racy ? Verdict.RACY : Verdict.NOT_SEEN,
                            racy ? Optional.of(Violation.DOUBLE_CLAIM) : Optional.empty(),
                            racy ? (script ? 1 : 1234) : 0,
                            script ? 4 : 1_204_000,
                            script ? 4 : 60,
                            racy ? Optional.empty() : Optional.of(script ? 0.527 : 0.0487),
                            3));
                }
            }
        }
        return evidence;
    }

    @Override
    public List<Witness> witnesses(String night, String question) {
        return List.of(new Witness(
                night,
                "17",
                question,
                "as-posted",
                "script" + taint,
                "R1-late-irq" + taint,
                Optional.of(Violation.PREMATURE_SIGNAL),
                "The late IRQ thread signals the next task." + taint,
                1,
                1,
                List.of("irq    xchg(in_flight_task, NULL) = A" + taint, "reset  dma_fence_put(A)", "irq    signal(B)"),
                "racy ask " + question + taint));
    }

    @Override
    public List<ForkNight> notableForks(String night) {
        List<ForkNight> forks = new ArrayList<>();
        for (Status status : List.of(Status.VM_ERROR, Status.NORMAL)) {
            StressTest test = catalogue.get(9);
            forks.add(new ForkNight(
                    night,
                    "17" + taint,
                    1,
                    "parts/s1-jdk17/stress:7" + taint,
                    new ForkRecord(
                            new ForkSpec(
                                    test.name(),
                                    0,
                                    1,
                                    List.of("-XX:StressSeed=12345" + taint),
                                    new ForkSettings(250, 1, 64, 10, SpinLoopStyle.THREAD_YIELD, 128)),
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
        return forks;
    }

    @Override
    public List<BenchNight> benchmarks(String night) {
        return benchmarks.getOrDefault(night, List.of());
    }

    @Override
    public List<BenchNight> benchmarkSeries(int count) {
        return newest(count).stream()
                .flatMap(night -> benchmarks(night.id()).stream())
                .toList();
    }

    @Override
    public List<BenchNight> confirmations(String night) {
        return List.of();
    }
}
