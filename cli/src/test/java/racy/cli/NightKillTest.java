// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import racy.history.NightState;
import racy.history.bundle.Bundle;
import racy.history.store.SqlHistory;
import racy.nightly.PlanFreezer;
import racy.nightly.Timings;
import racy.nightly.Worker;
import racy.stress.runner.Catalogue;
import racy.stress.runner.StressTest;

/**
 * Nights whose processes are killed with SIGKILL, one or several at a random moment, and that are resumed until they are
 * over. {@code .ci/kill-nights} runs this for as long as is wished. These properties decide what it does:
 *
 * <ul>
 *   <li>{@code racy.kill.seconds}: how long; by default until {@value #FEWEST} kills are done
 *   <li>{@code racy.kill.seed}: decides victims and moments
 *   <li>{@code racy.kill.command}: the launcher, whose nights are on every JDK and have a benchmark; by default a JVM with
 *       this class path, whose nights are on the running JDK and have none
 * </ul>
 */
class NightKillTest {
    private static final int FEWEST = 8;
    private static final long SECONDS = Long.getLong("racy.kill.seconds", 0);
    private static final int KILLS_IN_A_NIGHT = SECONDS == 0 ? FEWEST : 3 * FEWEST;
    private static final Optional<String> LAUNCHER = Optional.ofNullable(System.getProperty("racy.kill.command"));
    private static final long SEED = Long.getLong("racy.kill.seed", 3);

    /** A kill comes within this time after the one before, or once there is a fork if it needs one. */
    private static final int MOMENT_MILLIS = SECONDS == 0 ? 2_000 : 15_000;

    /** After this time nothing of a killed night runs. */
    private static final long ORPHANS_END_SECONDS = 10;

    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    /** Races that show in every fork or two: a night of them ends by itself, whatever its budget. */
    private static final List<String> RACES = List.of(
            "racy.stress.ClaimStress.ReadThenWriteIrq",
            "racy.stress.ClaimStress.ReadThenWriteReset",
            "racy.stress.ClaimStress.CoreReadThenWriteIrq");

    private static final String BENCHMARK = "racy.bench.StressSampleBenchmark.getAndSet";

    @TempDir
    private Path directory;

    private static final List<Role> FORKS = List.of(Role.STRESS_FORK, Role.BENCH_FORK);

    private final Random random = new Random(SEED);

    /** What ran before the first night. Nobody looks again and again whether it is of one. */
    private final Set<ProcessHandle> strangers = ProcessHandle.allProcesses().collect(Collectors.toSet());

    private final String mark = "RACY_KILL_TEST=" + UUID.randomUUID();
    private final List<Victims> coming = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private final Map<String, Integer> kills = new TreeMap<>();

    /** What a process of a night is, by its command line. */
    private enum Role {
        PARENT(Launch.class.getName()),
        WORKER(Worker.class.getName()),
        STRESS_FORK("org.openjdk.jcstress.ForkedMain"),
        BENCH_FORK("org.openjdk.jmh.runner.ForkedMain"),
        GUARD("racy-guard"),
        /** Such as a JVM that is probed. */
        OTHER("");

        private final String sign;

        Role(String sign) {
            this.sign = sign;
        }

        static Role of(String commandLine) {
            return Stream.of(values())
                    .filter(role -> commandLine.contains(role.sign))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Who is killed at once. A fork that is stopped first would never end by itself. */
    private enum Victims {
        PARENT(Role.PARENT),
        WORKER(Role.WORKER),
        FORK(Role.STRESS_FORK, Role.BENCH_FORK),
        GUARD(Role.GUARD),
        PARENT_AND_WORKER(Role.PARENT, Role.WORKER),
        WORKER_AND_FORK(Role.WORKER, Role.STRESS_FORK, Role.BENCH_FORK),
        PARENT_WHILE_FORK_HANGS(Role.PARENT),
        PARENT_AND_WORKER_WHILE_FORK_HANGS(Role.PARENT, Role.WORKER);

        private final List<Role> roles;

        Victims(Role... roles) {
            this.roles = List.of(roles);
        }

        boolean areKilledWhileAForkHangs() {
            return name().endsWith("HANGS");
        }

        boolean needAFork() {
            return areKilledWhileAForkHangs() || roles.contains(Role.STRESS_FORK);
        }
    }

    @AfterEach
    void endWhatWasStarted() throws Exception {
        family().values().stream().flatMap(List::stream).forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.HOURS)
    void processesKilledAtRandomMoments_nightIsResumedAndImportedComplete() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int nights = 0;
        while (total() < FEWEST || System.nanoTime() < end) {
            survive(directory.resolve("night-" + ++nights));
        }
        System.err.println("racy: " + nights + " nights survived " + total() + " kills, seed " + SEED + ": " + kills);
    }

    private int total() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void survive(Path night) throws Exception {
        story.clear();
        List<String> begin = new ArrayList<>(List.of("nightly", "--plan", plan().toString(), "--budget", "1h"));
        begin.addAll(List.of("--night", night.getFileName().toString()));
        if (LAUNCHER.isEmpty()) {
            begin.addAll(List.of("--jdk", JAVA_HOME.toString()));
        }
        Process parent = start(night, begin);
        int left = KILLS_IN_A_NIGHT;
        while (parent.isAlive() || !Files.exists(night.resolve("seal.json"))) {
            if (!parent.isAlive()) {
                boolean begun = Files.exists(night.resolve("request.json"));
                parent = start(night, begun ? List.of("nightly", "--resume") : begin);
            }
            if (left == 0 || !kill(parent, night)) {
                assertTrue(parent.waitFor(180, TimeUnit.SECONDS), this::story);
            } else {
                left--;
            }
            if (!parent.isAlive()) {
                story.add("ended with " + parent.exitValue());
                assertTrue(List.of(0, 3, 5, 137).contains(parent.exitValue()), this::story);
                assertNobodyIsLeft();
            }
        }
        assertWhole(night);
    }

    /** Kills somebody at a random moment, if the night does not end before. */
    private boolean kill(Process parent, Path night) throws Exception {
        Victims victims = next();
        long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOMENT_MILLIS));
        Map<Role, List<ProcessHandle>> family = family();
        while (System.nanoTime() < moment || !isThere(family, victims)) {
            if (!parent.isAlive()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
            family = family();
        }
        if (victims.areKilledWhileAForkHangs()) {
            for (Role role : FORKS) {
                for (ProcessHandle fork : family.getOrDefault(role, List.of())) {
                    new ProcessBuilder("kill", "-STOP", Long.toString(fork.pid()))
                            .start()
                            .waitFor();
                }
            }
        }
        Map<Path, List<String>> before = ledgers(night);
        for (Role role : victims.roles) {
            family.getOrDefault(role, List.of()).forEach(ProcessHandle::destroyForcibly);
        }
        story.add("killed " + victims);
        kills.merge(victims.name(), 1, Integer::sum);
        if (victims.roles.contains(Role.PARENT)) {
            parent.waitFor();
            assertNobodyIsLeft();
        }
        Map<Path, List<String>> after = ledgers(night);
        before.forEach((ledger, lines) -> assertEquals(
                lines,
                after.get(ledger).subList(0, lines.size()),
                () -> "a fork that was on the disk is lost: " + story()));
        return true;
    }

    /** Each of them comes once, in a random order, before any comes again. */
    private Victims next() {
        if (coming.isEmpty()) {
            coming.addAll(List.of(Victims.values()));
            Collections.shuffle(coming, random);
        }
        return coming.remove(coming.size() - 1);
    }

    private static boolean isThere(Map<Role, List<ProcessHandle>> family, Victims victims) {
        return victims.needAFork()
                ? FORKS.stream().anyMatch(family::containsKey)
                : victims.roles.stream().anyMatch(family::containsKey);
    }

    private void assertNobodyIsLeft() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ORPHANS_END_SECONDS);
        while (!family().isEmpty()) {
            if (System.nanoTime() > end) {
                fail("still running: " + family() + "; " + story());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** The night is sealed, every test of its plan has a fork on each JDK, and the history takes it or has it. */
    private void assertWhole(Path night) throws Exception {
        Process again = start(night, List.of("nightly", "--resume"));
        assertTrue(again.waitFor(60, TimeUnit.SECONDS), this::story);
        assertEquals(ExitCode.USAGE.value(), again.exitValue(), this::story);
        assertTrue(said(night).contains("racy history import " + night + " takes it in"), this::story);
        Process imported = start(night, List.of("history", "import", night.toString()));
        assertTrue(imported.waitFor(60, TimeUnit.SECONDS), this::story);
        assertEquals(0, imported.exitValue(), this::story);

        Bundle bundle = Bundle.read(night);
        assertEquals(NightState.COMPLETE, bundle.seal().state(), this::story);
        for (Bundle.Part part : bundle.parts()) {
            assertEquals(
                    RACES.stream().sorted().toList(),
                    part.stress().orElseThrow().summaries().stream()
                            .filter(test -> test.forks() > 0)
                            .map(test -> test.test().name())
                            .sorted()
                            .toList(),
                    this::story);
        }
        try (SqlHistory history = SqlHistory.openReadOnly(history())) {
            assertEquals(
                    NightState.COMPLETE,
                    history.night(night.getFileName().toString()).orElseThrow().state(),
                    this::story);
        }
    }

    private Path plan() throws Exception {
        Path plan = directory.resolve("plan.json");
        if (!Files.exists(plan)) {
            Catalogue catalogue = Catalogue.load();
            List<StressTest> tests = RACES.stream()
                    .map(name -> catalogue.find(name).orElseThrow())
                    .toList();
            List<String> benchmarks = LAUNCHER.isPresent() ? List.of(BENCHMARK) : List.of();
            PlanFreezer.freeze(System.getProperty("os.arch"), tests, benchmarks, Timings.NONE, 1, 1)
                    .write(plan);
        }
        return plan;
    }

    private String history() {
        return directory.resolve("history.db").toString();
    }

    private Process start(Path night, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (LAUNCHER.isPresent()) {
            command.add(LAUNCHER.get());
        } else {
            command.add(JAVA_HOME.resolve("bin/java").toString());
            command.addAll(List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    Launch.class.getName()));
        }
        command.addAll(arguments);
        command.addAll(List.of("--history", history()));
        if (arguments.get(0).equals("nightly")) {
            command.addAll(List.of("--out", night.toString()));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output(night).toFile()));
        builder.environment().put(mark.substring(0, mark.indexOf('=')), mark.substring(mark.indexOf('=') + 1));
        story.add(arguments.get(0) + " " + arguments.get(1));
        return builder.start();
    }

    private Path output(Path night) {
        return directory.resolve(night.getFileName() + ".txt");
    }

    private String said(Path night) throws IOException {
        return Files.readString(output(night));
    }

    private String story() {
        try (Stream<Path> files = Files.list(directory)) {
            StringBuilder said = new StringBuilder("seed " + SEED + ": " + String.join(", ", story) + "\n");
            for (Path file : files.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                said.append(file.getFileName()).append(":\n").append(Files.readString(file));
            }
            return said.toString();
        } catch (IOException e) {
            return story + ": " + e;
        }
    }

    /** All that a night started, and itself. */
    private Map<Role, List<ProcessHandle>> family() {
        return ProcessHandle.allProcesses()
                .filter(process -> !strangers.contains(process))
                .filter(process -> proc(process, "environ").contains(mark))
                .collect(Collectors.groupingBy(
                        process -> Role.of(proc(process, "cmdline")),
                        () -> new EnumMap<>(Role.class),
                        Collectors.toList()));
    }

    private static String proc(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** The whole lines of each ledger. */
    private static Map<Path, List<String>> ledgers(Path night) throws IOException {
        Map<Path, List<String>> ledgers = new TreeMap<>();
        Path parts = night.resolve("parts");
        if (Files.exists(parts)) {
            try (Stream<Path> entries = Files.list(parts)) {
                for (Path part : entries.toList()) {
                    Path ledger = part.resolve("stress/forks.jsonl");
                    String text = Files.exists(ledger) ? Files.readString(ledger) : "";
                    ledgers.put(
                            ledger,
                            text.substring(0, text.lastIndexOf('\n') + 1)
                                    .lines()
                                    .toList());
                }
            }
        }
        return ledgers;
    }
}
