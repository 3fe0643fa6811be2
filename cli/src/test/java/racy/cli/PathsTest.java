// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import racy.history.Origin;
import racy.history.demo.DemoBundles;
import racy.history.demo.MadeUpBundle;
import racy.history.store.SqlHistory;

/** Each command with paths that it cannot use: a clear line, and nothing that takes them for a finding. */
class PathsTest {
    @TempDir
    private static Path scratch;

    private static Path folder;
    private static Path file;
    private static Path history;

    @BeforeAll
    static void make() throws Exception {
        folder = Files.createDirectories(scratch.resolve("folder"));
        Files.createFile(folder.resolve("mine.txt"));
        file = Files.writeString(scratch.resolve("file"), "not what anybody expects");
        history = scratch.resolve("history.db");
        try (SqlHistory nights = SqlHistory.open(history.toString())) {
            nights.importBundle(
                    DemoBundles.write(scratch.resolve("bundles"), 1, 9).get(0));
        }
    }

    /** What nobody can write to, whoever runs the test. */
    private static List<String> unwritable() {
        return List.of(
                "",
                " ",
                "a\0b",
                file.resolve("below").toString(),
                file.resolve("be\nlow\u001B[31m").toString(),
                "/proc/nowhere/x",
                "x".repeat(300));
    }

    /** Of what is to be a file. */
    private static List<String> noFile() {
        return plus(unwritable(), "/", ".", "..", folder.toString());
    }

    /** Of what is to be an empty or new folder. */
    private static List<String> noEmptyFolder() {
        return plus(unwritable(), "/", folder.toString(), file.toString());
    }

    /** Where there is nothing to read that Racy wrote. */
    private static List<String> unreadable() {
        return plus(
                unwritable(),
                "/",
                ".",
                "..",
                folder.toString(),
                file.toString(),
                scratch.resolve("missing").toString(),
                scratch.resolve("mis\nsing").toString());
    }

    private static List<String> plus(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private static void assertRefused(List<String> paths, String... words) {
        assertAll(paths.stream().<Executable>map(path -> () -> {
            String[] arguments = new String[words.length];
            for (int i = 0; i < words.length; i++) {
                arguments[i] = words[i].replace("{}", path)
                        .replace("HISTORY", history.toString())
                        .replace("NEW", scratch.resolve("new").toString());
            }
            StringWriter err = new StringWriter();
            CommandLine racy = Main.commandLine()
                    .setOut(new PrintWriter(new StringWriter()))
                    .setErr(new PrintWriter(err, true));
            int code = Main.execute(racy, arguments);
            String told = String.join(" ", arguments) + " ended with " + code + ":\n" + err;
            assertTrue(Set.of(2, 3).contains(code), told);
            assertFalse(err.toString().contains("internal error"), told);
            assertFalse(err.toString().contains("\u001B"), told);
            assertTrue(err.toString().lines().anyMatch(line -> line.startsWith("racy: ")), told);
            assertTrue(
                    err.toString()
                            .lines()
                            .allMatch(line -> line.startsWith("racy: ")
                                    || line.startsWith("See racy ")
                                    || line.startsWith("Possible solutions: ")),
                    told);
        }));
    }

    @Test
    void stress() {
        List<String> outs = plus(unwritable(), file.toString());
        assertRefused(outs, "stress", "-t", "ClaimStress.XchgXchg", "--budget", "1s", "--out", "{}");
        assertRefused(unreadable(), "stress", "--replay", "{}:1");
    }

    @Test
    void ask() {
        List<String> outs = plus(unwritable(), file.toString());
        assertRefused(outs, "ask", "xchg", "--budget", "1s", "--out", "{}");
        assertRefused(unreadable(), "ask", "xchg", "--from", "{}");
        assertRefused(unreadable(), "questions", "--from", "{}");
        assertRefused(unreadable(), "ask", "xchg", "--budget", "1s", "--bench", "{}");
    }

    @Test
    void bench() {
        assertRefused(noFile(), "bench", "--quick", "--filter", "FenceSignal", "--out", "{}");
        assertRefused(unreadable(), "bench", "--from", "{}");
        assertRefused(unreadable(), "bench", "compare", "{}", "{}", "--history", "HISTORY");
        assertRefused(unreadable(), "bench", "compare", "latest", "latest", "--history", "HISTORY", "--confirm", "{}");
        assertRefused(unreadable(), "bench", "compare", "latest", "latest", "--history", "{}");
    }

    @Test
    void nightly() {
        assertRefused(noEmptyFolder(), "nightly", "--budget", "1s", "--no-bench", "--history", "none", "--out", "{}");
        assertRefused(unreadable(), "nightly", "--resume", "--history", "none", "--out", "{}");
        // Some systems have a /bin/java.
        List<String> noJdk =
                unreadable().stream().filter(path -> !path.equals("/")).toList();
        assertRefused(noJdk, "nightly", "--budget", "1s", "--history", "none", "--out", "NEW", "--jdk", "{}");
        assertRefused(unreadable(), "nightly", "--budget", "1s", "--history", "none", "--out", "NEW", "--plan", "{}");
    }

    /** A file is written aside and renamed. So it would take the place of a device, which is for the whole machine. */
    @Test
    void device_isNotReplaced() throws Exception {
        Path pipe = scratch.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        List<String> paths = List.of(pipe.toString());
        assertRefused(paths, "plan", "--shards", "1", "--out", "{}");
        assertRefused(paths, "bench", "--quick", "--filter", "FenceSignal", "--out", "{}");
        assertTrue(Files.exists(pipe) && !Files.isRegularFile(pipe));
    }

    @Test
    void planAndMerge() throws Exception {
        assertRefused(noFile(), "plan", "--shards", "1", "--out", "{}");
        assertRefused(unreadable(), "plan", "--shards", "1", "--out", "NEW", "--timings", "{}");
        assertRefused(unreadable(), "merge", "{}", "--out", "NEW");
        Path shard = new MadeUpBundle("n", Origin.MEASURED)
                .revision("abc")
                .shard(1, 1, 1)
                .write(scratch.resolve("shard"));
        assertRefused(noEmptyFolder(), "merge", shard.toString(), "--out", "{}");
    }

    @Test
    void history() {
        assertRefused(unreadable(), "history", "import", "--history", "HISTORY", "{}");
        assertRefused(unreadable(), "history", "rebuild", "--history", "HISTORY", "{}");
        assertRefused(noFile(), "history", "export", "latest", "--history", "HISTORY", "--out", "{}");
        for (String command : List.of("list", "show", "export", "prune")) {
            String[] more = command.equals("export")
                    ? new String[] {"history", command, "--out", "NEW", "--history", "{}"}
                    : new String[] {"history", command, "--history", "{}"};
            assertRefused(unreadable(), more);
        }
        assertRefused(unreadable(), "history", "diff", "latest", "latest", "--history", "{}");
        String bundle = scratch.resolve("bundles/demo-2026-01-01").toString();
        assertRefused(plus(noFile(), file.toString()), "history", "import", bundle, "--history", "{}");
    }

    @Test
    void report() {
        assertRefused(noEmptyFolder(), "report", "--history", "HISTORY", "--out", "{}");
        assertRefused(unreadable(), "report", "--out", "NEW", "--history", "{}");
        assertRefused(unreadable(), "serve", "--port", "0", "--history", "{}");
    }

    @Test
    void explore() {
        assertRefused(unreadable(), "explore", "--jar", "{}");
        List<String> noClasses = plus(unwritable(), file.toString());
        assertRefused(noClasses, "explore", "--jar", folder.toString(), "--classpath", "{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"report", "history"})
    void unwritablePlace_saysWhatCannotBeWrittenAndWhy(String command) {
        StringWriter err = new StringWriter();
        Path below = file.resolve("below");
        CommandLine racy = Main.commandLine().setErr(new PrintWriter(err, true));
        int code = command.equals("report")
                ? racy.execute("report", "--history", history.toString(), "--out", below.toString())
                : racy.execute("history", "export", "--history", history.toString(), "--out", below.toString());
        assertEquals(3, code);
        assertTrue(err.toString().startsWith("racy: cannot write "), err::toString);
        assertTrue(err.toString().contains(below.toString()), err::toString);
        assertTrue(err.toString().matches("(?s).*(no folder|Not a directory).*"), err::toString);
    }

    /** A new option with a path has its row above. */
    @Test
    void everyPathOption_isTried() throws IOException {
        Set<String> known = new TreeSet<>(Set.of(
                "ask --from",
                "ask --out",
                "ask --bench",
                "bench --out",
                "bench --from",
                "bench compare --confirm",
                "explore --jar",
                "history export --out",
                "merge --out",
                "nightly --jdk",
                "nightly --out",
                "nightly --plan",
                "plan --out",
                "plan --timings",
                "questions --from",
                "report --out",
                "stress --out"));
        // A night writes these at its end, and a file that cannot be written then is told with 3.
        for (String export : List.of("junit", "json", "csv", "openmetrics", "mail", "summary")) {
            known.add("nightly --" + export);
        }
        Set<String> options = new TreeSet<>();
        collect(Main.commandLine(), options);
        assertEquals(known, options);
    }

    private static void collect(CommandLine command, Set<String> options) {
        command.getCommandSpec().options().stream()
                .filter(option -> option.type() == Path.class || option.auxiliaryTypes()[0] == Path.class)
                .forEach(option -> options.add(
                        (command.getCommandSpec().qualifiedName() + " " + option.longestName()).substring(5)));
        command.getSubcommands().values().forEach(each -> collect(each, options));
    }
}
