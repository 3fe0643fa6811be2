// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchRunnerTest {
    private static final String BARE = "racy.bench.StressSampleBenchmark.bare";
    private static final String FLOOR = "racy.bench.StressSampleBenchmark.getAndSet";

    private final StringWriter said = new StringWriter();
    private final BenchRunner runner = new BenchRunner(new PrintWriter(said, true));

    @TempDir
    Path folder;

    @BeforeAll
    static void allowOthers() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    private static Collection<RunResult> measured(String name) throws Exception {
        return new Runner(new OptionsBuilder()
                        .include("^" + name + "$")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(2)
                        .measurementTime(TimeValue.milliseconds(1))
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    private static String asJmhWrites(Collection<RunResult> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        ResultFormatFactory.getInstance(ResultFormatType.JSON, stream).writeOut(results);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void file_grows_everyResultIsTheTextOfJmh() throws Exception {
        Path path = folder.resolve("bench.json");
        Collection<RunResult> bare = measured(BARE);
        Collection<RunResult> empty = measured(FLOOR);
        BenchFile.create(path).append(bare);
        assertEquals(1, BenchRun.read(path).results().size());
        BenchFile.open(path).append(empty);

        assertEquals(List.of(BARE, FLOOR), List.copyOf(BenchFile.open(path).benchmarks()));
        assertEquals(2, BenchRun.read(path).results().size());
        String text = Files.readString(path);
        for (Collection<RunResult> results : List.of(bare, empty)) {
            String jmh = asJmhWrites(results);
            assertTrue(text.contains(jmh.substring(jmh.indexOf('{'), jmh.lastIndexOf('}') + 1)), text);
        }
        List<JsonNode> both = new ArrayList<>();
        new ObjectMapper().readTree(path.toFile()).forEach(both::add);
        assertEquals(2, both.size());
        assertFalse(Files.exists(folder.resolve("bench.json.tmp")));
    }

    @Test
    void measure_measuredOrNotDue_left() throws Exception {
        Path path = folder.resolve("bench.json");
        BenchFile.create(path).append(measured(BARE));
        String before = Files.readString(path);
        List<String> asked = new ArrayList<>();
        assertEquals(List.of(), runner.measure(List.of(BARE, FLOOR), path, name -> {
            asked.add(name);
            return false;
        }));
        assertEquals(List.of(FLOOR), asked, "what is measured is not asked for again");
        assertEquals(before, Files.readString(path));
    }

    @Test
    void measure_oneFails_isToldAndTheOthersGoOn() throws Exception {
        Path path = folder.resolve("bench.json");
        List<String> asked = new ArrayList<>();
        List<String> failures = runner.measure(List.of("racy.bench.No.such", FLOOR), path, name -> {
            asked.add(name);
            return name.endsWith("such");
        });
        assertEquals(1, failures.size());
        assertTrue(failures.get(0).startsWith("benchmark racy.bench.No.such failed: "), failures.get(0));
        assertEquals(2, asked.size());
    }

    @Test
    void abort_benchmarkInProgress_forgottenAtOnce() throws Exception {
        Path path = folder.resolve("bench.json");
        BenchFile.create(path).append(measured(FLOOR));
        String before = Files.readString(path);
        Thread aborter = new Thread(() -> {
            while (ProcessHandle.current().children().findAny().isEmpty()) {
                Thread.onSpinWait();
            }
            runner.abort();
        });
        aborter.start();
        List<String> failures =
                runner.measure(List.of(BARE, "racy.bench.SlotClaimBenchmark.xchgTwice"), path, name -> true);
        aborter.join();
        assertEquals(List.of(), failures, "a benchmark that was told to stop is no failure");
        assertEquals(before, Files.readString(path));
        assertEquals(List.of(BARE), said.toString().lines().toList(), "the next one was not begun");
    }

    @Test
    void measure_hangs_isKilledAndTold() throws Exception {
        Path path = folder.resolve("bench.json");
        List<String> failures = runner.measure(List.of(BARE), path, name -> true, name -> Duration.ofMillis(1_500));
        assertEquals(List.of("benchmark " + BARE + " failed: killed after 1 s without an end"), failures);
        assertEquals(0, BenchRun.read(path).results().size());
    }

    @Test
    void costs_asTheAnnotationsSay() {
        Duration bare = BenchRunner.costs(List.of(BARE)).get(BARE);
        assertEquals(Duration.ofMillis(5 * (1_500 + 8 * 500)), bare);
        List<String> all = BenchRunner.select("");
        assertEquals(all.size(), BenchRunner.costs(all).size());
        String withParameter = all.stream()
                .filter(name -> name.startsWith("racy.bench.FenceSignalBenchmark"))
                .max((a, b) -> BenchRunner.costs(all)
                        .get(a)
                        .compareTo(BenchRunner.costs(all).get(b)))
                .orElseThrow();
        assertEquals(bare.multipliedBy(4), BenchRunner.costs(all).get(withParameter), "four values of callbacks");
    }

    @Test
    void floors_asTheAnnotationsSay() {
        List<String> floor = BenchRunner.floors(List.of("racy.bench.StressSampleBenchmark.bare")).values().stream()
                .flatMap(List::stream)
                .toList();
        assertFalse(floor.isEmpty());
        assertEquals(
                BenchRunner.floors(BenchRunner.select("")).keySet().stream()
                        .filter(key -> key.startsWith("StressSampleBenchmark."))
                        .toList(),
                List.copyOf(BenchRunner.floors(List.of(BARE)).keySet()));
    }
}
