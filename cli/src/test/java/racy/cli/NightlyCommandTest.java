// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.history.NightState;
import racy.history.bundle.Bundle;
import racy.nightly.PlanFreezer;
import racy.nightly.Timings;
import racy.nightly.Worker;
import racy.stress.runner.Catalogue;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.StressTest;

/** Real nights in processes of their own, which are interrupted and starved. {@link NightKillTest} kills them. */
@Timeout(180)
class NightlyCommandTest {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    /** Races that show in every fork or two: a night of them ends by itself, whatever its budget. */
    private static final List<String> RACES = Stream.of(
                    "ReadThenWriteIrq",
                    "ReadThenWriteReset",
                    "ReadThenWriteOfThree",
                    "CoreReadThenWriteIrq",
                    "CoreReadThenWriteReset",
                    "DriverReadThenWriteIrq",
                    "DriverReadThenWriteReset")
            .map("racy.stress.ClaimStress."::concat)
            .toList();

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatWasStarted() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Path plan() throws Exception {
        Path plan = directory.resolve("plan.json");
        Catalogue catalogue = Catalogue.load();
        List<StressTest> tests =
                RACES.stream().map(name -> catalogue.find(name).orElseThrow()).toList();
        PlanFreezer.freeze(System.getProperty("os.arch"), tests, List.of(), Timings.NONE, 1, 1)
                .write(plan);
        return plan;
    }

    /** A night of the races on this JDK. */
    private List<String> night(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("nightly", "--plan", plan().toString(), "--budget", "1h", "--jdk", JAVA_HOME.toString()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** Starts the command as {@code setsid} would from a terminal: it and all that it starts is one process group. */
    private Process start(String shell, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                // A shell that starts a build in the background has it ignore SIGINT.
                "env",
                "--default-signal=INT",
                "bash",
                "-c",
                shell + " exec \"$@\"",
                "bash",
                JAVA_HOME.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Launch.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said-" + started.size()).toFile())
                .start();
        started.add(process);
        return process;
    }

    private String said(Process process) throws IOException {
        return Files.readString(directory.resolve("said-" + started.indexOf(process)));
    }

    private int end(Process process) throws Exception {
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it does not end: " + said(process));
        return process.exitValue();
    }

    private static void signal(String signal, long pid) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, "--", Long.toString(pid))
                        .start()
                        .waitFor());
    }

    private Path ledger() throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(path -> path.endsWith("stress/forks.jsonl"))
                    .findFirst()
                    .orElse(null);
        }
    }

    private List<String> awaitForks(Process night, int count) throws Exception {
        while (true) {
            Path ledger = ledger();
            if (ledger != null) {
                String text = Files.readString(ledger);
                long lines = text.chars().filter(c -> c == '\n').count();
                if (lines >= count) {
                    return text.lines().limit(lines).toList();
                }
            }
            assertTrue(night.isAlive(), () -> "it ended too soon: " + night.exitValue());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** A child of the worker is a fork. */
    private static void awaitForkInHand(Process night) {
        while (night.toHandle()
                .children()
                .flatMap(ProcessHandle::children)
                .findAny()
                .isEmpty()) {
            assertTrue(night.isAlive());
            Thread.onSpinWait();
        }
    }

    private Bundle onlyBundle() throws Exception {
        try (Stream<Path> entries = Files.list(directory.resolve("results/nightly"))) {
            List<Path> nights = entries.filter(Files::isDirectory).toList();
            assertEquals(1, nights.size(), nights.toString());
            return Bundle.read(nights.get(0));
        }
    }

    /** The bundle is whole, has these lines first, and every race. */
    private void assertWentOn(List<String> before) throws Exception {
        Bundle bundle = onlyBundle();
        assertEquals(NightState.COMPLETE, bundle.seal().state());
        List<String> lines = Files.readAllLines(ledger());
        assertEquals(before, lines.subList(0, before.size()), "what was written is lost");
        List<ForkRecord> forks = bundle.parts().get(0).stress().orElseThrow().forks();
        assertEquals(
                RACES.stream().sorted().toList(),
                forks.stream()
                        .map(fork -> fork.spec().test())
                        .distinct()
                        .sorted()
                        .toList());
        for (String race : RACES) {
            List<Integer> numbers = forks.stream()
                    .filter(fork -> fork.spec().test().equals(race))
                    .map(fork -> fork.spec().fork())
                    .toList();
            for (int i = 0; i < numbers.size(); i++) {
                assertEquals(i, numbers.get(i), race);
            }
        }
        for (int i = 1; i < forks.size(); i++) {
            ForkRecord last = forks.get(i - 1);
            assertTrue(forks.get(i).startMillis() >= last.startMillis() + last.wallMillis(), "time went back");
        }
        assertFalse(bundle.parts().get(0).evidence().isEmpty());
    }

    /** One night, which does everything but end, as long as it can. */
    @Test
    void nightBrokenOffAgainAndAgain_keepsItsForksAndIsResumedEachTime() throws Exception {
        List<String> resume = List.of("nightly", "--resume");
        diskFull_namesTheFile(start("ulimit -f 300;", night()));
        List<String> lines = new ArrayList<>();
        for (String signal : List.of("INT", "TERM")) {
            lines = signalToTheWholeGroup_finishesTheForkInHand(start("", resume), signal, lines);
        }
        lines = secondSignal_killsTheForkInHand(start("", resume), lines);

        Process last = start("", resume);
        assertEquals(0, end(last), said(last));
        assertWentOn(lines);
        try (Stream<Path> left = Files.list(directory.resolve("results/nightly"))) {
            assertEquals(1, left.count(), "the lock is left");
        }
        Process again = start("", resume);
        assertEquals(ExitCode.USAGE.value(), end(again));
        assertTrue(said(again).contains("racy history import results/nightly"), said(again));
    }

    /** The kernel refuses the write as it would on a full disk. */
    private void diskFull_namesTheFile(Process night) throws Exception {
        assertEquals(ExitCode.INFRASTRUCTURE.value(), end(night), said(night));
        assertTrue(said(night).contains("script.jsonl"), said(night));
        assertTrue(said(night).contains("Go on with ./racy nightly --resume --out "), said(night));
    }

    /** Returns the lines of the ledger. */
    private List<String> signalToTheWholeGroup_finishesTheForkInHand(Process night, String signal, List<String> before)
            throws Exception {
        int begun = awaitForks(night, before.size() + 1).size();
        awaitForkInHand(night);
        signal(signal, -night.pid());
        assertEquals(signal.equals("INT") ? 130 : 143, end(night), said(night));
        assertTrue(said(night).contains("Go on with ./racy nightly --resume --out "), said(night));
        List<String> lines = Files.readAllLines(ledger());
        assertEquals(before, lines.subList(0, before.size()), "what was written is lost");
        assertTrue(lines.size() > begun, "the fork in hand is lost");
        assertTrue(Files.readString(ledger()).endsWith("}\n"));
        assertTrue(lines.stream().allMatch(line -> line.contains("\"status\":\"NORMAL\"")), "a fork was killed");
        return lines;
    }

    private List<String> secondSignal_killsTheForkInHand(Process night, List<String> before) throws Exception {
        awaitForks(night, before.size() + 1);
        signal("TERM", night.pid());
        signal("TERM", night.pid());
        while (!said(night).contains("once more kills it")) {
            assertTrue(night.isAlive(), said(night));
            Thread.onSpinWait();
        }
        signal("TERM", night.pid());
        assertEquals(143, end(night), said(night));
        return Files.readAllLines(ledger());
    }

    /** A JDK that answers for its version and breaks with work. Its night is not over, and not clean. */
    @Test
    void workersKeepBreaking_nightIsLeftOpenWithTheirLastWords() throws Exception {
        Path broken = directory.resolve("broken-jdk");
        Path java = Files.createDirectories(broken.resolve("bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                case "$*" in
                    *%s*) echo '# A fatal error has been detected' >&2; kill -ABRT $$ ;;
                esac
                exec '%s' "$@"
                """.formatted(Worker.class.getName(), JAVA_HOME.resolve("bin/java")));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path bundle = directory.resolve("night");
        List<String> begin =
                List.of("nightly", "--plan", plan().toString(), "--jdk", broken.toString(), "--history", "none");
        List<String> arguments = new ArrayList<>(begin);
        arguments.addAll(List.of("--out", bundle.toString()));
        assertEquals(ExitCode.INFRASTRUCTURE.value(), run(arguments.toArray(String[]::new)), err::toString);
        assertTrue(out.toString().contains("its worker ended with 134: # A fatal error"), out.toString());
        assertTrue(out.toString().contains("Go on with ./racy nightly --resume --out " + bundle), out.toString());
        assertFalse(Files.exists(bundle.resolve("seal.json")));
        assertTrue(Files.readString(bundle.resolve("log.txt")).contains("its worker ended with 134"));
    }

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --jdk /no/such/jdk               | --jdk: /no/such/jdk does not exist
                    --jdk /etc                       | --jdk: /etc is no JDK that runs: it has no bin/java
                    --resume --out /no/such/night    | --resume: in /no/such/night there is no night to go on with
                    --resume --budget 1h             | --budget: a night that is resumed stays what it was begun with
                    --shard 1/2                      | --shard: of which plan?
                    --coverage 101                   | --coverage: 101 is no percentage
                    --attempt 0                      | --attempt: 0 is no number of an attempt
                    --budget 0s                      | 0s
                    """)
    void commandLine_wrong_namesTheOption(String arguments, String message) {
        assertEquals(ExitCode.USAGE.value(), run(("nightly " + arguments).split(" +")));
        assertTrue(err.toString().contains(message), err.toString());
    }

    @Test
    void twoNightsInOnePlace_theSecondIsRefused() throws Exception {
        Path bundle = directory.resolve("night");
        try (FileChannel first = FileChannel.open(
                        directory.resolve(".night.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = first.lock(0, 1, false)) {
            assertTrue(lock.isValid());
            assertEquals(
                    ExitCode.INFRASTRUCTURE.value(),
                    run(night("--out", bundle.toString()).toArray(String[]::new)));
        }
        assertTrue(err.toString().contains("another nightly is writing to " + bundle), err.toString());
        assertFalse(Files.exists(bundle));
    }

    @Test
    void planOfAnotherCut_refused() throws Exception {
        assertEquals(ExitCode.USAGE.value(), run("nightly", "--plan", plan().toString(), "--shard", "1/2"));
        assertTrue(err.toString().contains("has 1 shards, not 2"), err.toString());
    }

    @Test
    void planWithAnUnknownBenchmark_refused() throws Exception {
        Path plan = directory.resolve("other.json");
        PlanFreezer.freeze(System.getProperty("os.arch"), List.of(), List.of("racy.bench.No.one"), Timings.NONE, 1, 1)
                .write(plan);
        assertEquals(ExitCode.USAGE.value(), run("nightly", "--plan", plan.toString()));
        assertTrue(err.toString().contains("--plan: there is no benchmark racy.bench.No.one"), err.toString());
    }

    /** Before it works for hours, not after. */
    @Test
    void oneOfTwoShards_withHistoryOrExport_refused() throws Exception {
        Path plan = directory.resolve("two.json");
        PlanFreezer.freeze(
                        System.getProperty("os.arch"),
                        List.of(Catalogue.load().find(RACES.get(0)).orElseThrow()),
                        List.of(),
                        Timings.NONE,
                        2,
                        1)
                .write(plan);
        for (String option : List.of("--history", "--junit")) {
            assertEquals(
                    ExitCode.USAGE.value(),
                    run(
                            "nightly",
                            "--plan",
                            plan.toString(),
                            "--shard",
                            "1/2",
                            option,
                            directory.resolve("file").toString()));
            assertTrue(err.toString().contains(option + ": a shard is no night yet"), err.toString());
        }
    }

    @Test
    void help_documentsEveryExitCode() {
        assertEquals(0, run("nightly", "--help"));
        for (ExitCode code : ExitCode.values()) {
            assertTrue(out.toString().contains("  " + code.value() + " "), out.toString());
        }
        assertTrue(out.toString().getBytes(StandardCharsets.UTF_8).length > 2_000);
    }
}
