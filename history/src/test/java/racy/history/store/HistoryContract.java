// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.bench.BenchRunner;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.History;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.StressNight;
import racy.history.StressNight.OutcomeNight;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.Fingerprint;
import racy.history.demo.DemoBundles;
import racy.history.demo.MadeUpBundle;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Interleaving;
import racy.review.MemoryModel;
import racy.review.Observation;
import racy.review.Question;
import racy.review.Questions;
import racy.review.SearchBounds;
import racy.review.Step;
import racy.review.Subject;
import racy.review.Verdict;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.StressRun;
import racy.stress.runner.TestSummary;

/** What a history does, on every database. */
abstract class HistoryContract extends SchemaContract {
    private static final int NIGHTS = 3;

    @TempDir
    private static Path demo;

    @TempDir
    private Path scratch;

    private static List<Path> bundles;

    @BeforeAll
    static void writeBundles() throws Exception {
        bundles = DemoBundles.write(demo.resolve("nights"), NIGHTS, 7);
    }

    static Path bundle(int number) {
        return bundles.get(number - 1);
    }

    /** Everything that can be asked. */
    static Map<String, Object> everything(History history) {
        Map<String, Object> answers = new LinkedHashMap<>();
        List<Night> nights = history.nights(Integer.MAX_VALUE);
        answers.put("nights", nights);
        answers.put("series", history.benchmarkSeries(1000).toString());
        for (Night night : nights) {
            String id = night.id();
            answers.put(id, history.night(id));
            answers.put(id + " tests", history.tests(id));
            answers.put(id + " answers", history.answers(id));
            answers.put(id + " evidence", history.evidence(id));
            answers.put(id + " forks", history.notableForks(id));
            answers.put(id + " benchmarks", history.benchmarks(id).toString());
            answers.put(id + " confirmations", history.confirmations(id).toString());
            answers.put(id + " before", Set.copyOf(history.seenBefore(id)));
            for (Night.Part part : night.parts()) {
                answers.put(id + part, history.environment(part.fingerprint()));
            }
            for (Question question : Questions.all()) {
                answers.put(id + " " + question.id(), history.witnesses(id, question.id()));
            }
        }
        for (Question question : Questions.all()) {
            answers.put(question.id(), history.testsOf(question.id(), 1000));
            answers.put(question.id() + " seen", history.sightings(question.id()));
            answers.put(question.id() + " answers", history.answersTo(question.id(), 1000));
        }
        return answers;
    }

    @Test
    void importBundle_everyNumber_isTheBundles() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            assertEquals(new Imported(id(1), true), history.importBundle(bundle(1)));
            Bundle bundle = Bundle.read(bundle(1));
            List<StressNight> shown = history.tests(id(1));
            int compared = 0;
            for (Bundle.Part part : bundle.parts()) {
                for (TestSummary summary : part.stress().orElseThrow().summaries()) {
                    StressNight its = shown.stream()
                            .filter(each -> each.test().equals(summary.test())
                                    && each.jdk().equals(part.manifest().jdk()))
                            .findFirst()
                            .orElseThrow();
                    assertEquals(summary.forks(), its.forks());
                    assertEquals(summary.failures().size(), its.failedForks());
                    assertEquals(summary.forksWithHits(), its.forksWithHits());
                    assertEquals(summary.hits(), its.hits());
                    assertEquals(summary.samples(), its.samples());
                    assertEquals(summary.millis(), its.time().toMillis());
                    assertEquals(summary.secondsToFirst(), its.secondsToFirst());
                    assertEquals(
                            Set.copyOf(summary.outcomes()),
                            its.outcomes().stream()
                                    .map(StressNight.OutcomeNight::total)
                                    .collect(Collectors.toSet()));
                    compared++;
                }
                List<BenchNight> benchmarks = history.benchmarks(id(1)).stream()
                        .filter(each -> each.jdk().equals(part.manifest().jdk()))
                        .toList();
                assertEquals(part.bench().orElseThrow().results().size(), benchmarks.size());
                for (int i = 0; i < benchmarks.size(); i++) {
                    var result = part.bench().orElseThrow().results().get(i);
                    assertEquals(result.forkMeans(), benchmarks.get(i).forkMeans());
                    assertEquals(result.score(), benchmarks.get(i).score());
                    assertEquals(result.error(), benchmarks.get(i).error());
                }
            }
            assertEquals(shown.size(), compared);
            assertTrue(compared > 100, "the demonstration has the whole suite");
            assertEquals(Questions.all().size(), history.answers(id(1)).size());
            assertFalse(history.evidence(id(1)).isEmpty());
            assertTrue(history.notableForks(id(1)).stream()
                    .allMatch(fork -> !fork.fork().isNormal() || fork.fork().hits() > 0));
        }
    }

    @Test
    void notableForks_replay_namesTheForksLine() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundle(bundle(1));
            var fork = history.notableForks(id(1)).get(0);
            String[] place = fork.replay().split(":");
            ForkRecord read = StressRun.readFork(bundle(1).resolve(place[0]), Integer.parseInt(place[1]));
            assertEquals(read, fork.fork());
        }
    }

    @Test
    void importBundle_twice_changesNothing() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundle(bundle(1));
            history.importBundle(bundle(2));
            Map<String, Object> before = everything(history);
            assertEquals(new Imported(id(1), false), history.importBundle(bundle(1)));
            assertEquals(before, everything(history));
        }
    }

    @Test
    void rebuild_otherOrder_answersTheSame() throws Exception {
        try (SqlHistory one = SqlHistory.open(place());
                SqlHistory other = SqlHistory.open(place())) {
            for (Path bundle : bundles) {
                one.importBundle(bundle);
            }
            List<Path> reversed = new ArrayList<>(bundles);
            Collections.reverse(reversed);
            for (Path bundle : reversed) {
                other.importBundle(bundle);
            }
            Map<String, Object> answers = everything(one);
            assertEquals(answers, everything(other));
            assertEquals(NIGHTS, one.rebuild(reversed, refused -> fail(refused)));
            assertEquals(answers, everything(one));
        }
    }

    @Test
    void rebuild_oneBundleBroken_historyIsAsItWas() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundle(bundle(1));
            Map<String, Object> before = everything(history);
            Path broken = copy(bundle(2));
            Files.delete(broken.resolve("bundle.json"));
            List<String> refused = new ArrayList<>();
            assertThrows(
                    BundleException.class,
                    () -> history.rebuild(List.of(broken, bundle(1), broken), each -> refused.add(each.getMessage())));
            assertEquals(2, refused.size(), refused.toString());
            assertTrue(refused.get(1).contains(broken + " is no bundle"), refused.get(1));
            assertEquals(before, everything(history));
        }
    }

    @Test
    void seenBefore_equalsWhatReadingEveryNightFinds() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            for (Path bundle : bundles) {
                history.importBundle(bundle);
            }
            for (int night = 1; night <= NIGHTS; night++) {
                assertEquals(
                        new TreeSet<>(strings(withDefaultMethods(history).seenBefore(id(night)))),
                        new TreeSet<>(strings(history.seenBefore(id(night)))));
            }
            assertFalse(history.seenBefore(id(NIGHTS)).isEmpty());
        }
    }

    /** No query shows them, and a part that is given a number again would have them. */
    @Test
    void forgetOrReplace_leavesNoForkBehind() throws Exception {
        String place = place();
        try (SqlHistory history = SqlHistory.open(place)) {
            history.importBundle(bundle(1));
            List<Long> one = forkRows(place);
            history.importBundle(bundle(2));
            List<Long> two = forkRows(place);
            history.importBundles(
                    List.of(reseal(bundle(2), "2026-03-01T00:00:00Z")), true, taken -> {}, refused -> fail(refused));
            assertEquals(two, forkRows(place));
            history.forget(List.of(id(2)));
            assertEquals(one, forkRows(place));
            history.forget(List.of(id(1)));
            assertEquals(List.of(0L, 0L), forkRows(place));
            assertTrue(two.get(0) > one.get(0) && one.get(0) > 0 && one.get(1) > 0, one + " " + two);
        }
    }

    private static List<Long> forkRows(String place) throws Exception {
        try (Connection connection = Database.of(place).openToRead().connection();
                Statement statement = connection.createStatement()) {
            List<Long> rows = new ArrayList<>();
            for (String table : List.of("fork", "fork_outcome")) {
                try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
                    row.next();
                    rows.add(row.getLong(1));
                }
            }
            return rows;
        }
    }

    @Test
    void night_benchmarks_plannedAndMeasured() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundle(bundle(1));
            for (Night.Part part : history.night(id(1)).orElseThrow().parts()) {
                Bundle.Part its = Bundle.read(bundle(1)).parts().stream()
                        .filter(each -> each.manifest().jdk().equals(part.jdk()))
                        .findFirst()
                        .orElseThrow();
                assertEquals(its.manifest().benchmarks().size(), part.plannedBenchmarks());
                assertEquals(
                        BenchRunner.measured(its.directory().resolve(BundleFiles.BENCH))
                                .size(),
                        part.measuredBenchmarks());
                assertTrue(part.measuredBenchmarks() > 0);
            }
        }
    }

    /** The same history with every default method as the interface has it, which is the reference for those overridden. */
    private static History withDefaultMethods(History history) {
        return (History) Proxy.newProxyInstance(
                History.class.getClassLoader(),
                new Class<?>[] {History.class},
                (proxy, method, arguments) -> method.isDefault()
                        ? InvocationHandler.invokeDefault(proxy, method, arguments)
                        : method.invoke(history, arguments));
    }

    private static List<String> strings(Set<?> set) {
        return set.stream().map(Object::toString).toList();
    }

    @Test
    void forget_leavesTheOthersAsIfItHadNeverBeen() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundle(bundle(1));
            history.importBundle(bundle(3));
            Map<String, Object> before = everything(history);
            history.importBundle(bundle(2));
            assertNotEquals(before, everything(history));
            history.forget(List.of(id(2)));
            assertEquals(before, everything(history));
        }
    }

    @Test
    void importBundle_sameNightOtherContents_refusedUnlessReplaced() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundle(bundle(1));
            Path other = reseal(bundle(1), "2026-03-01T00:00:00Z");
            BundleException e = assertThrows(BundleException.class, () -> history.importBundle(other));
            assertTrue(
                    e.getMessage().contains(other.toString()) && e.getMessage().contains("--replace"), e.getMessage());
            List<Imported> taken = new ArrayList<>();
            history.importBundles(List.of(other), true, taken::add, refused -> fail(refused));
            assertEquals(List.of(new Imported(id(1), true)), taken);
            assertEquals(1, history.nights(10).size());
            assertEquals(
                    "2026-03-01T00:00:00Z", history.nights(1).get(0).ended().toString());
        }
    }

    /** As when memory runs out half-way. */
    @Test
    void rebuild_error_historyIsAsItWas() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundle(bundle(1));
            Object before = everything(history);
            Path bad = failing("a bundle", new OutOfMemoryError("made up"));
            List<String> refused = new ArrayList<>();
            assertThrows(
                    BundleException.class,
                    () -> history.rebuild(List.of(bundle(2), bad), each -> refused.add(each.getMessage())));
            assertEquals(
                    List.of("a bundle: out of memory while it was read; RACY_JAVA_OPTS=-Xmx2g gives it more"), refused);
            assertEquals(before, everything(history));
        }
    }

    @Test
    void importBundles_oneIsNone_theOthersAreTakenInOrder() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            List<String> told = new ArrayList<>();
            history.importBundles(
                    List.of(bundle(2), scratch.resolve("nowhere"), bundle(1), bundle(2)),
                    false,
                    taken -> told.add(taken.night() + " " + taken.isNew()),
                    refused -> told.add(refused.getMessage()));
            assertEquals(4, told.size(), told.toString());
            assertEquals(id(2) + " true", told.get(0));
            assertTrue(told.get(1).contains("nowhere is no bundle"), told.get(1));
            assertEquals(List.of(id(1) + " true", id(2) + " false"), told.subList(2, 4));
        }
    }

    /** As when memory runs out while one of them is read. */
    @Test
    void importBundles_oneTakesAllMemoryOrStack_isRefusedByName_theOthersAreTaken() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            List<String> told = new ArrayList<>();
            history.importBundles(
                    List.of(
                            bundle(1),
                            failing("big", new OutOfMemoryError("made up")),
                            failing("deep", new StackOverflowError()),
                            failing("odd", new IllegalStateException("made up")),
                            bundle(2)),
                    false,
                    taken -> told.add(taken.night()),
                    refused -> told.add(refused.getMessage()));
            assertEquals(5, told.size(), told.toString());
            assertTrue(told.get(1).startsWith("big: out of memory"), told.get(1));
            assertTrue(told.get(2).startsWith("deep: ") && told.get(2).contains("nested"), told.get(2));
            assertTrue(told.get(3).startsWith("odd ") && told.get(3).contains("made up"), told.get(3));
            assertEquals(List.of(id(1), id(2)), List.of(told.get(0), told.get(4)));
        }
    }

    private static Path failing(String name, Throwable failure) {
        return (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("toString")) {
                        return name;
                    }
                    throw failure;
                });
    }

    @Test
    void importBundle_aheadOfTheClock_refused_andSaysWhatToDo() throws Exception {
        Path night = SmallNight.measured(1).write(scratch);
        Instant began = SmallNight.measured(1).started();
        for (Duration behind : List.of(Duration.ofDays(2), Duration.ofDays(4000))) {
            try (SqlHistory history = SqlHistory.open(place(), at(began.minus(behind)))) {
                BundleException e = assertThrows(BundleException.class, () -> history.importBundle(night));
                assertTrue(e.getMessage().contains("clock") && e.getMessage().contains("night-1"), e.getMessage());
                assertThrows(BundleException.class, () -> history.rebuild(List.of(night), refused -> {}));
            }
        }
        for (Duration ahead : List.of(Duration.ofHours(-20), Duration.ofDays(4000))) {
            try (SqlHistory history = SqlHistory.open(place(), at(began.plus(ahead)))) {
                assertTrue(history.importBundle(night).isNew());
            }
        }
    }

    /** A night that was taken in by a machine whose clock was ahead by years, as it was itself. */
    @Test
    void nightAheadOfTheClock_isInNoListOrSeries_andIsThereByItsId() throws Exception {
        String place = place();
        Instant began = SmallNight.measured(2).started();
        try (SqlHistory history = SqlHistory.open(place)) {
            history.importBundle(SmallNight.measured(1).write(scratch));
            history.importBundle(SmallNight.measured(2).write(scratch));
        }
        Map<String, Object> real;
        try (SqlHistory history = SqlHistory.openReadOnly(place, at(began))) {
            real = everything(history);
        }
        try (SqlHistory history = SqlHistory.open(place, at(began.plus(Duration.ofDays(4000))))) {
            history.importBundle(SmallNight.measured(3650).write(scratch));
            assertEquals("night-3650", history.nights(1).get(0).id());
        }
        try (SqlHistory history = SqlHistory.open(place, at(began))) {
            assertEquals(real, everything(history));
            assertEquals(
                    List.of("night-3650"),
                    history.ahead().stream().map(Night::id).toList());
            assertEquals(6, history.tests("night-3650").size());
            history.forget(List.of("night-3650"));
            assertEquals(List.of(), history.ahead());
            assertEquals(real, everything(history));
        }
        try (SqlHistory history = SqlHistory.openReadOnly(place, at(began.minus(Duration.ofDays(4000))))) {
            assertEquals(List.of(), history.nights(9));
            assertEquals(2, history.ahead().size());
        }
    }

    private static InstantSource at(Instant now) {
        return InstantSource.fixed(now);
    }

    @Test
    void importBundle_measuredAmongDemonstrations_refused() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundle(bundle(1));
            Path measured = scratch.resolve("measured");
            new MadeUpBundle("night-1", Origin.MEASURED).write(measured);
            BundleException e = assertThrows(BundleException.class, () -> history.importBundle(measured));
            assertTrue(e.getMessage().contains("does not mix"), e.getMessage());
            assertEquals(1, history.nights(10).size());
        }
    }

    @Test
    void importBundle_damagedAnywhere_refusedByFileAndNothingImported() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundle(bundle(1));
            Map<String, Object> before = everything(history);
            Path forks = forks(copy(bundle(2)));
            byte[] whole = Files.readAllBytes(forks);
            for (int cut = 0; cut < whole.length; cut += whole.length / 17 + 1) {
                Files.write(forks, java.util.Arrays.copyOf(whole, cut));
                refuse(history, forks.getParent().getParent().getParent().getParent(), "forks.jsonl");
            }
            byte[] flipped = whole.clone();
            flipped[whole.length / 2] ^= 1;
            Files.write(forks, flipped);
            refuse(history, root(forks), "forks.jsonl");
            Files.write(forks, whole);
            Path root = root(forks);
            Files.writeString(root.resolve("parts/more.txt"), "more");
            refuse(history, root, "more.txt");
            Files.delete(root.resolve("parts/more.txt"));
            Files.createSymbolicLink(root.resolve("parts/link"), Path.of("/etc/passwd"));
            refuse(history, root, "link");
            Files.delete(root.resolve("parts/link"));
            Path manifest = root.resolve("bundle.json");
            String text = Files.readString(manifest);
            Files.writeString(manifest, text.replaceFirst("\"version\" : 2", "\"version\" : 99"));
            refuse(history, root, "bundle.json");
            Files.writeString(manifest, text);
            Path seal = root.resolve("seal.json");
            Files.move(seal, root.resolve("../seal.json"), StandardCopyOption.REPLACE_EXISTING);
            refuse(history, root, "--resume");
            refuse(history, scratch, "bundle.json");
            assertEquals(before, everything(history));
        }
    }

    @Test
    void importBundle_sealedWithABrokenLine_refusedByLine() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            Path bundle = copy(bundle(1));
            Path forks = forks(bundle);
            List<String> lines = new ArrayList<>(Files.readAllLines(forks));
            lines.set(2, lines.get(2).substring(0, 20));
            Files.write(forks, lines, StandardCharsets.UTF_8);
            Path sealed = reseal(bundle, "2026-03-01T00:00:00Z");
            refuse(history, sealed, "forks.jsonl:3");
            assertEquals(List.of(), history.nights(10));
        }
    }

    private static void refuse(SqlHistory history, Path bundle, String named) {
        BundleException e = assertThrows(BundleException.class, () -> history.importBundle(bundle));
        assertTrue(e.getMessage().contains(named), e.getMessage());
    }

    @Test
    void importBundle_textThatNoDatabaseKeeps_isKeptHarmless() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            Path bundle = scratch.resolve("hostile");
            String evil = "<script>\u0000\uD800'; DROP TABLE night; --\u202E";
            MadeUpBundle hostile = new MadeUpBundle("night-1", Origin.MEASURED).revision(evil);
            hostile.part(1, "17", Map.of(evil, evil)).code(Map.of(evil, evil));
            hostile.write(bundle);
            history.importBundle(bundle);
            Night night = history.nights(1).get(0);
            String kept = night.revision();
            assertTrue(kept.startsWith("<script>\uFFFD") && kept.contains("DROP TABLE"), kept);
            assertEquals(
                    Map.of(kept, kept), history.environment(night.parts().get(0).fingerprint()));
        }
    }

    @Test
    void importBundle_manyAtOnce_losesNothing() throws Exception {
        String place = place();
        SqlHistory.open(place).close();
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Imported>> work = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                for (Path bundle : bundles.subList(0, 3)) {
                    work.add(() -> {
                        try (SqlHistory history = SqlHistory.open(place)) {
                            return history.importBundle(bundle);
                        }
                    });
                }
            }
            List<Imported> done = new ArrayList<>();
            for (Future<Imported> each : writers.invokeAll(work)) {
                done.add(each.get());
            }
            assertEquals(3, done.stream().filter(Imported::isNew).count(), "each night is new once");
        } finally {
            writers.shutdown();
        }
        try (SqlHistory together = SqlHistory.openReadOnly(place);
                SqlHistory alone = SqlHistory.open(place())) {
            for (Path bundle : bundles.subList(0, 3)) {
                alone.importBundle(bundle);
            }
            assertEquals(everything(alone), everything(together));
        }
    }

    @Test
    void tests_ofASmallNight_areAddedUpAndInTheOrderOfCodePoints() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundle(SmallNight.measured(1).write(scratch));
            List<StressNight> tests = history.tests("night-1");
            assertEquals(
                    List.of(
                            new StressNight.Key(SmallNight.SEEDED, "17"),
                            new StressNight.Key(SmallNight.SEEDED, "25"),
                            new StressNight.Key(SmallNight.SAFE, "17"),
                            new StressNight.Key(SmallNight.SAFE, "25"),
                            new StressNight.Key(SmallNight.UNTRIED, "17"),
                            new StressNight.Key(SmallNight.UNTRIED, "25")),
                    tests.stream().map(StressNight::key).toList());
            StressNight seeded = tests.get(0);
            assertEquals(
                    new StressNight(
                            "night-1",
                            "17",
                            Fingerprint.of(SmallNight.environment("17", 1)),
                            SmallNight.SEEDED_TEST,
                            3,
                            1,
                            2,
                            36,
                            155,
                            Duration.ofMillis(1250),
                            1.0,
                            List.of(
                                    new OutcomeNight(SmallNight.outcome("0, 1", 160, false), 2),
                                    new OutcomeNight(SmallNight.outcome("1, 0", 10, false), 1),
                                    new OutcomeNight(SmallNight.outcome("1, 1", 36, true), 2))),
                    seeded);
            assertEquals(949, tests.get(2).samples(), "net of calibration");
            assertEquals(0, tests.get(4).forks(), "a test without a fork is there");
        }
    }

    @Test
    void importBundle_oneShardOfSeveral_refused() throws Exception {
        Path shard = scratch.resolve("shard");
        new MadeUpBundle("night-1", Origin.MEASURED).shard(2, 3, 1).write(shard);
        try (SqlHistory history = SqlHistory.open(place())) {
            refuse(history, shard, "shard 2 of 3");
            assertEquals(List.of(), history.nights(10), "it would have been a complete night");
        }
    }

    @Test
    void read_whileAnotherForgetsAndImports_seesWholeNights() throws Exception {
        String place = place();
        Path bundle = SmallNight.measured(1).write(scratch);
        try (SqlHistory writer = SqlHistory.open(place)) {
            writer.importBundle(bundle);
            ExecutorService other = Executors.newSingleThreadExecutor();
            try (SqlHistory reader = SqlHistory.openReadOnly(place)) {
                Future<?> done = other.submit(() -> {
                    for (int i = 0; i < 40; i++) {
                        writer.forget(List.of("night-1"));
                        writer.importBundle(bundle);
                    }
                    return null;
                });
                while (!done.isDone()) {
                    for (StressNight test : reader.test(SmallNight.SEEDED, 5)) {
                        assertEquals(3, test.outcomes().size());
                    }
                }
                done.get();
            } finally {
                other.shutdown();
            }
        }
    }

    /** What {@link #importing} starts: imports bundles, and prints how many were new. */
    public static void main(String[] arguments) throws Exception {
        int added = 0;
        for (String bundle : List.of(arguments).subList(1, arguments.length)) {
            try (SqlHistory history = SqlHistory.open(arguments[0])) {
                added += history.importBundle(Path.of(bundle)).isNew() ? 1 : 0;
            }
        }
        System.out.println(added);
    }

    static Process importing(String place, List<String> bundles) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                HistoryContract.class.getName(),
                place));
        command.addAll(bundles);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** They make the schema, too. */
    @Test
    void importBundle_processesAtOnce_losesNothing() throws Exception {
        String place = place();
        String first = SmallNight.measured(1).write(scratch).toString();
        String both = SmallNight.measured(2).write(scratch).toString();
        String last = SmallNight.measured(3).write(scratch).toString();
        List<Process> processes = new ArrayList<>();
        for (List<String> its : List.of(List.of(first, both), List.of(both, last))) {
            processes.add(importing(place, its));
        }
        int added = 0;
        for (Process process : processes) {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            added += Integer.parseInt(output.strip());
        }
        assertEquals(3, added);
        try (SqlHistory together = SqlHistory.openReadOnly(place);
                SqlHistory alone = SqlHistory.open(place())) {
            alone.rebuild(List.of(Path.of(last), Path.of(first), Path.of(both)), refused -> fail(refused));
            assertEquals(everything(alone), everything(together));
        }
    }

    @Test
    void knownCode_isTheNewestNights() throws Exception {
        try (SqlHistory history = SqlHistory.open(place())) {
            for (Path bundle : bundles) {
                history.importBundle(bundle);
            }
            for (Bundle.Part part : Bundle.read(bundle(NIGHTS)).parts()) {
                assertEquals(
                        part.manifest().code(),
                        history.knownCode().getOrDefault(part.manifest().jdk(), Map.of()));
            }
        }
    }

    private static String id(int number) throws BundleException {
        return Bundle.readManifest(bundle(number)).night();
    }

    private static Path root(Path forks) {
        return forks.getParent().getParent().getParent().getParent();
    }

    private static Path forks(Path bundle) throws IOException {
        try (Stream<Path> files = Files.walk(bundle)) {
            return files.filter(file -> file.endsWith("forks.jsonl"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Path copy(Path bundle) throws IOException {
        Path copy = Files.createTempDirectory(scratch, "copy");
        try (Stream<Path> files = Files.walk(bundle)) {
            for (Path file : files.toList()) {
                Path to = copy.resolve(bundle.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
        return copy;
    }

    /** The same bundle with another end. */
    private Path reseal(Path bundle, String ended) throws Exception {
        Path copy = copy(bundle);
        Files.delete(copy.resolve("seal.json"));
        BundleWriter.resume(copy).seal(NightState.COMPLETE, List.of(), ended);
        return copy;
    }

    @Test
    void proof_interleavingAndContradiction_areKeptAsTheyWereTold() throws Exception {
        Subject subject =
                new Subject("ClaimStress.Explored", Set.of("xchg"), "as-posted", "", Set.of(), Expectation.OPEN, "");
        Interleaving how = new Interleaving(List.of(
                Step.access("irq", "xchg(slot)", "TaskSlot.java:20", "A", "submit-wq"),
                Step.of("reset", Step.Kind.RETURNS, "returns")));
        SearchBounds none = SearchBounds.NONE;
        Observation proof = new Observation(
                "explore",
                subject,
                new Effort.Exhausted(MemoryModel.JAM, none, 9, 0.5),
                Finding.nothing(null),
                List.of(),
                "");
        Observation witness = new Observation(
                "other",
                subject,
                new Effort.Exhausted(MemoryModel.SC, new SearchBounds(Map.of("steps", 40L)), 7, 0.5),
                new Finding(2, 0, null, Set.of(), "both claim", 0.1, List.of(how)),
                List.of(),
                "");
        try (SqlHistory history = SqlHistory.open(place())) {
            Path bundle = Files.createTempDirectory(scratch, "proof").resolve("n");
            MadeUpBundle made = new MadeUpBundle("n", Origin.MEASURED);
            made.part(1, "17", Map.of("os.arch", "amd64"))
                    .evidence("explore", List.of(proof))
                    .evidence("other", List.of(witness));
            history.importBundle(made.write(bundle));
            assertEquals(1, history.answersTo("xchg", 1).get(0).contradictions());
            List<EvidenceNight> evidence = history.evidence("n");
            assertEquals(
                    Verdict.notRacy(Set.of(MemoryModel.JAM)), evidence.get(0).verdict());
            assertEquals(List.of(proof.effort()), evidence.get(0).efforts());
            assertEquals(List.of(witness.effort()), evidence.get(1).efforts());
            assertEquals(List.of(how), history.witnesses("n", "xchg").get(0).how());
        }
    }
}
