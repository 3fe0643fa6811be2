// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;

/** What is on the disk after a write has failed. */
class LedgerTest {
    private static final ForkSettings SETTINGS = ForkSettings.standard(SpinLoopStyle.THREAD_YIELD);

    @TempDir
    Path directory;

    /** Writes forks until the disk is full. A process whose files may not grow beyond a limit sees the same. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws Exception {
            try (Ledger ledger = Ledger.create(Path.of(args[0]), manifest())) {
                for (int i = 0; ; i++) {
                    ledger.append(fork(i));
                }
            } catch (StressException e) {
                System.out.println((e.isRunKept() ? "kept: " : "") + e.getMessage());
            }
        }
    }

    @Test
    void append_diskFull_namesTheFileAndKeepsEveryWholeFork() throws Exception {
        Path run = directory.resolve("full");
        Process writer = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f 64 && exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        classPath(),
                        Writer.class.getName(),
                        run.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(writer.getInputStream().readAllBytes());
        assertTrue(writer.waitFor(60, TimeUnit.SECONDS));
        assertTrue(said.startsWith("kept: cannot write to " + run.resolve("forks.jsonl")), said);
        assertTrue(said.contains("the forks before this one are kept"), said);

        int kept = StressRun.read(run).forks().size();
        assertTrue(kept > 10, kept + " forks");
        assertEquals(1, StressRun.read(run).warnings().size(), "the line in hand is torn");
        Ledger.resume(run).close();
        assertEquals(List.of(), StressRun.read(run).warnings());
        try (Ledger ledger = Ledger.resume(run)) {
            ledger.append(fork(kept));
        }
        StressRun resumed = StressRun.read(run);
        assertEquals(List.of(), resumed.warnings());
        for (int i = 0; i <= kept; i++) {
            assertEquals(fork(i), resumed.forks().get(i));
        }
        assertEquals(kept + 1, resumed.forks().size());
    }

    @Test
    void create_runIsThere_refusedAndKept() throws Exception {
        Ledger.create(directory, manifest()).close();
        assertThrows(StressException.class, () -> Ledger.create(directory, manifest()));
        assertEquals(manifest(), Ledger.begun(directory).orElseThrow());
    }

    @Test
    void begun_manifestNeverCame_nothingWasAndTheEmptyLedgerGoes() throws Exception {
        Path forks = Files.createFile(directory.resolve("forks.jsonl"));
        Files.writeString(directory.resolve("manifest.json.tmp"), "{");
        assertTrue(Ledger.begun(directory).isEmpty());
        assertFalse(Files.exists(forks));
        Ledger.create(directory, manifest()).close();
        assertFalse(Files.exists(directory.resolve("manifest.json.tmp")));
    }

    /** However a ledger is damaged, the complete lines are read and the others are named. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            'A\\nB\\n', 'AB', ''
            'A\\nB', 'AB', ''
            'A\\r\\nB\\r\\n', 'AB', ''
            '', '', ''
            'AB\\n', '', '1'
            'A\\nAB\\nB\\n', 'AB', '2'
            'A\\n\\nB\\n', 'AB', '2'
            'A\\nB\\n\\n', 'AB', '3'
            '[A]\\nB\\n', 'B', '1'
            '[A,\\nB]\\n', '', '1 2'
            'A\\n[B]\\n', 'A', '2'
            'A\\nB,\\nA\\n', 'AA', '2'
            '{\\nA\\n', 'A', '1'
            'A\\nnull\\n', 'A', '2'
            ' A\\nB\\n', 'AB', ''
            """)
    void read_damagedLines_areNamedAndTheOthersRead(String text, String forks, String lines) throws Exception {
        Ledger.create(directory, manifest()).close();
        Map<Character, ForkRecord> known = Map.of('A', fork(1), 'B', fork(2));
        StringBuilder ledger = new StringBuilder();
        for (char c : text.translateEscapes().toCharArray()) {
            ledger.append(known.containsKey(c) ? Json.MAPPER.writeValueAsString(known.get(c)) : c);
        }
        Files.writeString(directory.resolve("forks.jsonl"), ledger);

        StressRun run = StressRun.read(directory);

        assertEquals(forks.chars().mapToObj(name -> known.get((char) name)).toList(), run.forks());
        assertEquals(
                lines,
                run.warnings().stream()
                        .map(warning -> warning.replaceAll(".*forks.jsonl:(\\d+): .*", "$1"))
                        .collect(Collectors.joining(" ")));
    }

    private static Manifest manifest() {
        return new Manifest(1, "2026-01-01T00:00:00Z", Map.of(), 1, 1, 1, SETTINGS, List.of());
    }

    private static ForkRecord fork(int number) {
        ForkSpec spec = new ForkSpec("racy.stress.T", number, 0, List.of("-XX:StressSeed=" + number), SETTINGS);
        return new ForkRecord(spec, "a C1", Status.NORMAL, 9, 9, List.of(), 0, 1, List.of(), List.of());
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
