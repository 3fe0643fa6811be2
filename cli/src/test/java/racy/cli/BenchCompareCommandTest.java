// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import racy.bench.BenchRun;
import racy.history.Origin;
import racy.history.bundle.BundleFiles;
import racy.history.demo.MadeUpBundle;
import racy.history.store.SqlHistory;

class BenchCompareCommandTest {
    private static final double[] BEFORE = {100, 101, 99, 100.5, 99.5};
    private static final double[] SLOWER = {110, 111, 109, 110.5, 109.5};

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> measured = new ArrayList<>();
    private Optional<String> obstacle = Optional.of("B was measured by another build");
    private double[] again = SLOWER;

    private final Rerun rerun = new Rerun() {
        @Override
        public Optional<String> obstacle(Map<String, String> environment) {
            return obstacle;
        }

        @Override
        public BenchRun measure(List<String> names, Path file) throws IOException {
            measured.addAll(names);
            if (again.length == 0) {
                throw new IOException("the disk is full");
            }
            return BenchRun.read(json("again.json", again));
        }
    };

    private int run(Path before, Path after, String... more) {
        List<String> args = new ArrayList<>(List.of(before.toString(), after.toString()));
        args.addAll(List.of(more));
        return new CommandLine(new BenchCompareCommand(rerun))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args.toArray(String[]::new));
    }

    private Path json(String name, double... forks) throws IOException {
        String raw = Arrays.stream(forks).mapToObj(mean -> "[" + mean + "]").collect(Collectors.joining(","));
        return Files.writeString(
                folder.resolve(name),
                "[{\"benchmark\": \"racy.bench.FenceSignalBenchmark.locked\", \"params\": {\"callbacks\": \"8\"},"
                        + " \"primaryMetric\": {\"score\": "
                        + Arrays.stream(forks).average().orElse(0)
                        + ", \"scoreError\": \"NaN\", \"scoreUnit\": \"ns/op\", \"rawData\": [" + raw + "]}}]");
    }

    private Path bundle(String name, Map<String, String> environment, double... forks) throws Exception {
        MadeUpBundle bundle = new MadeUpBundle(name, Origin.MEASURED);
        bundle.part(1, "17", environment)
                .benchmarks(List.of("racy.bench.FenceSignalBenchmark.locked"), Map.of())
                .file(BundleFiles.BENCH, Files.readString(json(name + ".json", forks)));
        return bundle.write(folder.resolve(name));
    }

    @Test
    void slowerInAFile_isNotConfirmedAndSaysWhy() throws Exception {
        assertEquals(5, run(json("a", BEFORE), json("b", SLOWER)));
        assertTrue(out.toString().contains("slower, not confirmed"), out::toString);
        assertTrue(out.toString().contains("the environment of A and B is unknown"), out::toString);
        assertTrue(out.toString().contains("not confirmed: B was measured by another build"), out::toString);
        assertEquals(List.of(), measured);
    }

    @Test
    void slowerAndFileConfirms_isOne() throws Exception {
        assertEquals(
                1,
                run(
                        json("a", BEFORE),
                        json("b", SLOWER),
                        "--confirm",
                        json("c", SLOWER).toString()));
        assertTrue(out.toString().contains("slower, confirmed"), out::toString);
        assertEquals(
                5,
                run(
                        json("a", BEFORE),
                        json("b", SLOWER),
                        "--confirm",
                        json("c", BEFORE).toString()));
    }

    @Test
    void slowerByThisBuildHere_isMeasuredAgain() throws Exception {
        obstacle = Optional.empty();
        Path a = bundle("a", Map.of("cpu.model", "x"), BEFORE);
        Path b = bundle("b", Map.of("cpu.model", "x"), SLOWER);
        assertEquals(1, run(a, b), out::toString);
        assertEquals(List.of("racy.bench.FenceSignalBenchmark.locked"), measured);
        assertTrue(out.toString().contains("slower, confirmed"), out::toString);
        again = BEFORE;
        assertEquals(5, run(a, b), "the re-run does not confirm it");
        measured.clear();
        assertEquals(5, run(a, b, "--no-rerun"));
        assertEquals(List.of(), measured);
    }

    @Test
    void rerunFails_theComparisonIsPrinted() throws Exception {
        obstacle = Optional.empty();
        again = new double[0];
        assertEquals(5, run(json("a", BEFORE), json("b", SLOWER)));
        assertTrue(out.toString().contains("not confirmed: the re-run failed: the disk is full"), out::toString);
        assertTrue(out.toString().contains("slower, not confirmed"), out::toString);
    }

    @Test
    void otherEnvironments_areNotComparedUnlessForced() throws Exception {
        Path a = bundle("a", Map.of("cpu.model", "x"), BEFORE);
        Path b = bundle("b", Map.of("cpu.model", "y"), BEFORE);
        assertEquals(5, run(a, b));
        assertTrue(out.toString().contains("not compared, the environments differ in cpu.model"), out::toString);
        assertEquals(0, run(a, b, "--force"), out::toString);
    }

    @Test
    void benchJsonOfABundle_hasItsEnvironment() throws Exception {
        Path a = bundle("a", Map.of("cpu.model", "x"), BEFORE);
        Path b = bundle("b", Map.of("cpu.model", "x"), BEFORE);
        assertEquals(0, run(a.resolve("parts/s1-jdk17/bench.json"), b), out::toString);
        assertFalse(out.toString().contains("unknown"), out::toString);
    }

    @Test
    void theSame_isHiddenUnlessAsked() throws Exception {
        assertEquals(0, run(json("a", BEFORE), json("b", BEFORE)));
        assertTrue(out.toString().contains("1 not shown: 1 the same, 0 without enough evidence"), out::toString);
        assertFalse(out.toString().contains("FenceSignalBenchmark"), out::toString);
        run(json("a", BEFORE), json("b", BEFORE), "--all");
        assertTrue(out.toString().contains("FenceSignalBenchmark.locked[callbacks=8]"), out::toString);
    }

    @Test
    void tooFewForks_isFive() throws Exception {
        assertEquals(5, run(json("a", 100, 100), json("b", 200, 200)));
        assertTrue(out.toString().contains("No benchmark has five forks on both sides"), out::toString);
    }

    @Test
    void noFile_isUsageErrorNamingIt() throws Exception {
        SqlHistory.open(folder.resolve("h.db").toString()).close();
        assertEquals(
                2,
                run(
                        json("a", BEFORE),
                        Path.of("nowhere"),
                        "--history",
                        folder.resolve("h.db").toString()));
        assertTrue(err.toString().contains("nowhere is neither a file nor a bundle, nor"), err::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[{}]", "nonsense"})
    void brokenFile_isInfrastructureNamingIt(String text) throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.json"), text);
        assertEquals(3, run(json("a", BEFORE), broken), out::toString);
        assertTrue(err.toString().contains("broken.json"), err::toString);
    }
}
