// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.HistoryException;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.Seen;
import racy.history.Sighting;
import racy.history.TestNight;
import racy.history.TestNight.OutcomeNight;
import racy.history.Witness;
import racy.history.bundle.BundleException;
import racy.history.bundle.Fingerprint;
import racy.history.demo.DemoBundles;
import racy.history.store.OnBothDatabases.Kind;
import racy.history.store.OnBothDatabases.Stores;
import racy.kernel.Violation;
import racy.review.Question;
import racy.review.Questions;
import racy.review.Verdict;
import racy.stress.runner.Bounds;
import racy.stress.runner.Outcome;

class SqlHistoryTest {
    private static final String F17 = Fingerprint.of(SmallNight.environment("17", 1));
    private static final String F25 = Fingerprint.of(SmallNight.environment("25", 1));

    @TempDir
    Path folder;

    private SqlHistory with(Kind kind, Stores stores, SmallNight... nights) throws Exception {
        SqlHistory history = stores.freshHistory(kind);
        for (SmallNight night : nights) {
            assertTrue(history.importBundle(night.write(folder)));
        }
        return history;
    }

    private static SmallNight[] threeNights() {
        return new SmallNight[] {SmallNight.measured(1), SmallNight.measured(2), SmallNight.measured(3)};
    }

    @OnBothDatabases
    void night_isAsTheBundleSays(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, SmallNight.measured(1));
        Night expected = new Night(
                "night-1",
                Origin.MEASURED,
                NightState.COMPLETE,
                Instant.parse("2026-01-02T22:00:00Z"),
                Instant.parse("2026-01-02T23:00:00Z"),
                "r0",
                "p1",
                1,
                List.of(),
                1,
                Duration.ofMinutes(1),
                List.of(new Night.Part(1, "17", F17, 3, 2, 5), new Night.Part(1, "25", F25, 3, 2, 5)));
        assertEquals(Optional.of(expected), history.night("night-1"));
        assertEquals(List.of(expected), history.nights(10));
        assertEquals(Optional.empty(), history.night("night-2"));
        assertEquals(
                Map.of("java.version", "17.0.1", "cpu.model", "CPU 1", "odd", "\u0000\u00e9"),
                history.environment(F17));
        assertEquals(Map.of(), history.environment("0000000000000000"));
    }

    @OnBothDatabases
    void tests_forksOfEachAreAddedUp(Kind kind, Stores stores) throws Exception {
        List<TestNight> tests = with(kind, stores, SmallNight.measured(1)).tests("night-1");
        assertEquals(
                List.of(
                        new TestNight.Key(SmallNight.SEEDED, "17"),
                        new TestNight.Key(SmallNight.SEEDED, "25"),
                        new TestNight.Key(SmallNight.SAFE, "17"),
                        new TestNight.Key(SmallNight.SAFE, "25"),
                        new TestNight.Key(SmallNight.UNTRIED, "17"),
                        new TestNight.Key(SmallNight.UNTRIED, "25")),
                tests.stream().map(TestNight::key).toList());
        assertEquals(
                new TestNight(
                        "night-1",
                        "17",
                        F17,
                        SmallNight.SEEDED_TEST,
                        3,
                        1,
                        2,
                        36,
                        146,
                        Duration.ofMillis(1250),
                        1.0,
                        List.of(
                                new OutcomeNight(claim("0, 1", 160), 2),
                                new OutcomeNight(claim("1, 0", 10), 1),
                                new OutcomeNight(bothClaim(36), 2))),
                tests.get(0));
        assertEquals(
                new TestNight(
                        "night-1",
                        "25",
                        F25,
                        SmallNight.SAFE_TEST,
                        1,
                        0,
                        0,
                        0,
                        940,
                        Duration.ofMillis(250),
                        null,
                        List.of(new OutcomeNight(claim("0, 1", 1000), 1))),
                tests.get(3));
        assertEquals(
                new TestNight(
                        "night-1", "17", F17, SmallNight.UNTRIED_TEST, 0, 0, 0, 0, 0, Duration.ZERO, null, List.of()),
                tests.get(4));
    }

    private static Outcome claim(String id, long count) {
        return new Outcome(id, count, Expect.ACCEPTABLE, true, false, "One claims it.");
    }

    private static Outcome bothClaim(long count) {
        return new Outcome("1, 1", count, Expect.ACCEPTABLE_INTERESTING, true, true, "Both claim it.");
    }

    @OnBothDatabases
    void nights_limit_newestFirst_seriesOldestFirst(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, SmallNight.measured(2), SmallNight.measured(3), SmallNight.measured(1));
        assertEquals(
                List.of("night-3", "night-2", "night-1"),
                history.nights(10).stream().map(Night::id).toList());
        assertEquals(List.of(), history.nights(0));
        assertEquals(
                List.of("night-2", "night-2", "night-3", "night-3"),
                history.test(SmallNight.SEEDED, 2).stream()
                        .map(TestNight::night)
                        .toList());
        assertEquals(List.of(), history.test("racy.stress.ClaimStress", 2));
        assertEquals(
                List.of("night-3/17", "night-3/25"),
                history.testsOf("core-lock", 1).stream()
                        .map(test -> test.night() + "/" + test.jdk())
                        .toList());
        assertEquals(6, history.testsOf("xchg", 1).size());
        assertEquals(List.of(), history.testsOf("no-question", 5));
        assertEquals(
                List.of("night-2", "night-3"),
                history.answersTo("xchg", 2).stream().map(AnswerNight::night).toList());
        assertEquals(
                List.of("night-2", "night-3"),
                history.benchmarkSeries(2).stream()
                        .map(BenchNight::night)
                        .distinct()
                        .toList());
    }

    @OnBothDatabases
    void answers_areDrawnFromAllJdks(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, SmallNight.measured(1), SmallNight.measured(2));
        List<String> questions = Questions.all().stream().map(Question::id).toList();
        assertEquals(
                questions,
                history.answers("night-1").stream().map(AnswerNight::question).toList());
        assertEquals(
                List.of(
                        new AnswerNight("night-1", "xchg", Verdict.RACY, 0, 0, 2),
                        new AnswerNight("night-2", "xchg", Verdict.RACY, 2, 0, 2)),
                history.answersTo("xchg", 5));
        assertEquals(
                new AnswerNight("night-1", "core-lock", Verdict.RACY, 0, 0, 0),
                history.answersTo("core-lock", 5).get(0));
        List<EvidenceNight> evidence = history.evidence("night-1").stream()
                .filter(each -> each.question().equals("xchg"))
                .toList();
        assertEquals(
                List.of("as-posted/script", "as-posted/stress", "v2/stress"),
                evidence.stream()
                        .map(each -> each.variant() + "/" + each.engine())
                        .toList());
        assertEquals(
                new EvidenceNight(
                        "night-1",
                        "xchg",
                        "as-posted",
                        "script",
                        Verdict.RACY,
                        Optional.of(Violation.DOUBLE_CLAIM),
                        2,
                        4,
                        0,
                        Optional.empty(),
                        1.0),
                evidence.get(0));
        EvidenceNight notSeen = evidence.get(2);
        assertEquals(Verdict.NOT_SEEN, notSeen.verdict());
        assertEquals(0, notSeen.hits());
        assertEquals(1880, notSeen.samples());
        assertEquals(2, notSeen.forks());
        assertEquals(Optional.of(Bounds.upperOfNone(1)), notSeen.bound());
    }

    @OnBothDatabases
    void witnesses_interleavingsFirst(Kind kind, Stores stores) throws Exception {
        List<Witness> witnesses = with(kind, stores, SmallNight.measured(1)).witnesses("night-1", "xchg");
        assertEquals(
                List.of("17 script", "25 script", "17 stress", "25 stress"),
                witnesses.stream()
                        .map(witness -> witness.jdk() + " " + witness.engine())
                        .toList());
        assertEquals(
                new Witness(
                        "night-1",
                        "17",
                        "xchg",
                        "as-posted",
                        "script",
                        "late-irq",
                        Optional.of(Violation.DOUBLE_CLAIM),
                        "both claim",
                        1,
                        1,
                        List.of("irq   claims", "reset claims"),
                        ""),
                witnesses.get(0));
        assertEquals(36, witnesses.get(2).hits());
        assertEquals(
                "./racy stress -t 'ClaimStress.ReadThenWrite$'",
                witnesses.get(2).command());
    }

    @OnBothDatabases
    void notableForks_failedAndFirstHit_wholeWithTheirPlace(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, SmallNight.measured(1), SmallNight.measured(2));
        List<ForkNight> forks = history.notableForks("night-1");
        assertEquals(
                List.of(
                        "parts/s1-jdk17/stress:2",
                        "parts/s1-jdk17/stress:3",
                        "parts/s1-jdk25/stress:2",
                        "parts/s1-jdk25/stress:3"),
                forks.stream().map(ForkNight::replay).toList());
        assertEquals(Status.VM_ERROR, forks.get(0).fork().status());
        assertEquals(List.of("crashed \u0000 \u00e9"), forks.get(0).fork().messages());
        assertEquals(List.of("# SIGSEGV \u001b[31m"), forks.get(0).fork().output());
        assertEquals(31, forks.get(1).fork().hits());
        assertEquals(
                "parts/s1-jdk17/stress:5",
                history.notableForks("night-2").get(2).replay(),
                "what may not happen");
    }

    @OnBothDatabases
    void benchmarks_forksFloorAndMissingErrorAreKept(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, SmallNight.measured(1));
        BenchNight.Key key = new BenchNight.Key("FenceBenchmark", "signal", new TreeMap<>(Map.of("callbacks", "8")));
        assertEquals(
                List.of(
                        "FenceBenchmark.empty 17",
                        "FenceBenchmark.empty 25",
                        "FenceBenchmark.signal[callbacks=8] 17",
                        "FenceBenchmark.signal[callbacks=8] 25"),
                history.benchmarks("night-1").stream()
                        .map(each -> each.key() + " " + each.jdk())
                        .toList());
        BenchNight signal = history.benchmarks("night-1").get(2);
        assertEquals(
                new BenchNight(
                        "night-1", "17", F17, key, "ns/op", 11.5, Double.NaN, List.of(11.25, 11.625), List.of("empty")),
                signal);
        assertEquals(0.30000000000000004, history.benchmarks("night-1").get(0).error());
        assertEquals(12.5, history.confirmations("night-1").get(2).score());
        assertEquals(4, history.confirmations("night-1").size());
    }

    @OnBothDatabases
    void sightings_everyNightThatShowedIt(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, threeNights());
        List<Sighting> rare = history.sightings("xchg").stream()
                .filter(sighting -> sighting.total().id().equals(SmallNight.RARE))
                .toList();
        assertEquals(
                List.of(
                        new Sighting(
                                SmallNight.SAFE,
                                "17",
                                "night-2",
                                SmallNight.measured(2).started(),
                                "r1",
                                F17,
                                new Outcome(SmallNight.RARE, 1, Expect.FORBIDDEN, true, true, "Both own it."),
                                1,
                                1),
                        new Sighting(
                                SmallNight.SAFE,
                                "25",
                                "night-2",
                                SmallNight.measured(2).started(),
                                "r1",
                                F25,
                                new Outcome(SmallNight.RARE, 1, Expect.FORBIDDEN, true, true, "Both own it."),
                                1,
                                1)),
                rare);
        assertEquals(
                List.of("night-1", "night-2", "night-3"),
                history.sightings("core-lock").stream()
                        .map(Sighting::night)
                        .distinct()
                        .toList());
    }

    @OnBothDatabases
    void seenBefore_isWhatReadingEveryNightSays(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, threeNights());
        assertEquals(Set.of(), history.seenBefore("night-1"));
        Set<Seen> before = new HashSet<>();
        history.tests("night-1").stream().flatMap(Seen::in).forEach(before::add);
        assertEquals(before, history.seenBefore("night-2"));
        assertFalse(before.isEmpty());
        assertFalse(history.seenBefore("night-3").stream()
                .anyMatch(seen -> seen.outcome().equals(SmallNight.RARE)));
        assertThrows(HistoryException.class, () -> history.seenBefore("night-9"));
    }

    @OnBothDatabases
    void knownCode_isOfTheNewestNightThatRanTheTest(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, SmallNight.measured(4), SmallNight.measured(1), SmallNight.measured(2));
        assertEquals(Map.of(SmallNight.SEEDED, "c2", SmallNight.SAFE, "c"), history.knownCode("17"));
        assertEquals(Map.of(), history.knownCode("21"));
    }

    @OnBothDatabases
    void shards_ofOneJdk_areOneRun(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, new SmallNight(1, Origin.MEASURED, 3, true));
        Night night = history.night("night-1").orElseThrow();
        assertEquals(
                List.of(1, 2, 3), night.parts().stream().map(Night.Part::shard).toList());
        List<TestNight> tests = history.tests("night-1");
        assertEquals(3, tests.size());
        TestNight seeded = tests.get(0);
        assertEquals(9, seeded.forks());
        assertEquals(3, seeded.failedForks());
        assertEquals(108, seeded.hits());
        assertEquals(1.0, seeded.secondsToFirst());
        assertEquals(new OutcomeNight(bothClaim(108), 6), seeded.outcomes().get(2));
        List<String> machines = new ArrayList<>(List.of(
                Fingerprint.of(SmallNight.environment("17", 1)),
                Fingerprint.of(SmallNight.environment("17", 2)),
                Fingerprint.of(SmallNight.environment("17", 3))));
        Collections.sort(machines);
        assertEquals(String.join("+", machines), seeded.fingerprint(), "one machine's numbers are not another's");
        Map<String, String> environment = history.environment(seeded.fingerprint());
        assertEquals("17.0.1", environment.get("java.version"));
        assertEquals(3, environment.get("cpu.model").split(" \\| ").length);
        assertEquals(
                List.of("1:2", "1:3", "2:2", "3:2"),
                history.notableForks("night-1").stream()
                        .map(fork -> fork.shard()
                                + fork.replay().substring(fork.replay().lastIndexOf(':')))
                        .toList());
    }

    @OnBothDatabases
    void import_again_changesNothing(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, threeNights());
        Map<String, Object> before = Dump.of(history);
        assertFalse(history.importBundle(folder.resolve("night-2")));
        Dump.assertSame(before, Dump.of(history));
    }

    @OnBothDatabases
    void import_otherBundleOfTheSameNight_refusedByName(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, SmallNight.measured(1));
        Map<String, Object> before = Dump.of(history);
        Path other = new SmallNight(1, Origin.MEASURED, 2, false).write(folder.resolve("other"));
        HistoryException refused = assertThrows(HistoryException.class, () -> history.importBundle(other));
        assertTrue(refused.getMessage().contains("night-1"), refused::getMessage);
        Dump.assertSame(before, Dump.of(history));
    }

    @OnBothDatabases
    void import_demonstrationAndMeasured_neverMix(Kind kind, Stores stores) throws Exception {
        SmallNight made = new SmallNight(2, Origin.DEMONSTRATION, 1, false);
        SqlHistory measured = with(kind, stores, SmallNight.measured(1));
        Path madeBundle = made.write(folder.resolve("made"));
        HistoryException refused = assertThrows(HistoryException.class, () -> measured.importBundle(madeBundle));
        assertTrue(refused.getMessage().contains("demonstration"), refused::getMessage);
        assertEquals(1, measured.nights(10).size());

        SqlHistory demonstration = with(kind, stores, new SmallNight(3, Origin.DEMONSTRATION, 1, false));
        assertTrue(demonstration.importBundle(madeBundle));
        assertThrows(HistoryException.class, () -> demonstration.importBundle(folder.resolve("night-1")));
        assertEquals(
                List.of(Origin.DEMONSTRATION, Origin.DEMONSTRATION),
                demonstration.nights(10).stream().map(Night::origin).toList());
        assertThrows(
                HistoryException.class,
                () -> demonstration.rebuild(List.of(madeBundle, folder.resolve("night-1"))),
                "not by way of a rebuild, either");
        assertEquals(2, demonstration.nights(10).size());
    }

    @OnBothDatabases
    void rebuild_anyOrder_everyQueryAnswersTheSame(Kind kind, Stores stores) throws Exception {
        List<Path> bundles = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            bundles.add(SmallNight.measured(i).write(folder));
        }
        bundles.add(new SmallNight(4, Origin.MEASURED, 2, true).write(folder));
        SqlHistory history = stores.freshHistory(kind);
        for (Path bundle : bundles) {
            history.importBundle(bundle);
        }
        Map<String, Object> before = Dump.of(history);
        assertTrue(before.size() > 100);
        Collections.reverse(bundles);
        assertEquals(4, history.rebuild(bundles));
        Dump.assertSame(before, Dump.of(history));

        SqlHistory otherOrder = stores.freshHistory(kind);
        for (int i : new int[] {2, 0, 3, 1}) {
            otherOrder.importBundle(bundles.get(i));
        }
        Dump.assertSame(before, Dump.of(otherOrder));

        SqlHistory otherDatabase = stores.freshHistory(kind == Kind.SQLITE ? Kind.POSTGRESQL : Kind.SQLITE);
        otherDatabase.rebuild(bundles);
        Dump.assertSame(before, Dump.of(otherDatabase));
    }

    @OnBothDatabases
    void rebuild_demonstration_everyQueryAnswersTheSame(Kind kind, Stores stores) throws Exception {
        List<Path> bundles = new ArrayList<>(DemoBundles.write(folder, 2, 7));
        SqlHistory history = stores.freshHistory(kind);
        for (Path bundle : bundles) {
            history.importBundle(bundle);
        }
        Map<String, Object> before = Dump.of(history);
        Collections.shuffle(bundles, new Random(1));
        history.rebuild(bundles);
        Dump.assertSame(before, Dump.of(history));
    }

    @OnBothDatabases
    void rebuild_oneBundleBroken_keepsEveryNight(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, threeNights());
        Map<String, Object> before = Dump.of(history);
        Path ledger = folder.resolve("night-3/parts/s1-jdk17/stress/forks.jsonl");
        Files.writeString(ledger, Files.readString(ledger).replace("240", "241") + " ");
        assertThrows(
                BundleException.class,
                () -> history.rebuild(
                        List.of(folder.resolve("night-1"), folder.resolve("night-2"), folder.resolve("night-3"))));
        Dump.assertSame(before, Dump.of(history));
    }

    @OnBothDatabases
    void prune_onlySightingStays_unlessTold(Kind kind, Stores stores) throws Exception {
        SqlHistory history = with(kind, stores, threeNights());
        history.importBundle(SmallNight.measured(4).write(folder));
        Instant future = Instant.parse("2027-01-01T00:00:00Z");
        assertEquals(
                new SqlHistory.Pruning(List.of("night-1"), List.of("night-2")), history.prunable(2, future, false));
        assertEquals(
                new SqlHistory.Pruning(List.of("night-1", "night-2"), List.of()), history.prunable(2, future, true));
        assertEquals(
                new SqlHistory.Pruning(List.of(), List.of()),
                history.prunable(0, SmallNight.measured(1).started(), true),
                "a night that started then is not older");
        assertNotEquals(List.of(), history.prunable(0, future, false).onlySightings());

        history.remove(List.of("night-1", "night-2"));
        SqlHistory never = stores.freshHistory(kind);
        never.rebuild(List.of(folder.resolve("night-4"), folder.resolve("night-3")));
        Dump.assertSame(Dump.of(never), Dump.of(history));
        history.remove(List.of("night-3", "night-4"));
        assertEquals(Map.of(), history.environment(F17));
        assertTrue(history.importBundle(folder.resolve("night-1")));
    }
}
