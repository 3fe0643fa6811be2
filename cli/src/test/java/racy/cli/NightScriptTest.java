// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code night.sh} makes of its arguments; the command it calls only writes down how it was called. */
class NightScriptTest {
    private static final Path SCRIPT =
            Path.of("../deploy/night.sh").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    private Path night;
    private Path command;

    @BeforeEach
    void writeCommand() throws IOException {
        night = folder.resolve("2026-01-01");
        command = folder.resolve("racy");
        Files.writeString(command, """
                #!/usr/bin/env bash
                [ "$1" != --version ] || exit 0
                echo "$*" >>"%s/calls"
                while [ $# -gt 1 ]; do
                    [ "$1" = --out ] && out=$2
                    shift
                done
                case $out in
                    *.json) printf '{\\n  "version" : 1,\\n  "shards" : 2,\\n  "seed" : 1\\n}\\n' >"$out" ;;
                esac
                """.formatted(folder));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process begin(Map<String, String> variables, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("RACY", command.toString());
        builder.environment().putAll(variables);
        return builder.start();
    }

    private int run(Map<String, String> variables, String... arguments) throws Exception {
        Process process = begin(variables, arguments);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return process.exitValue();
    }

    private int run(String... arguments) throws Exception {
        return run(Map.of(), arguments);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls"));
    }

    /** As a JVM that cannot start: 1 would mean that the night has found something. */
    @Test
    void command_thatCannotStart_isNoFinding() throws Exception {
        for (List<String> step : List.of(List.of("plan", "2"), List.of("shard", "1/2"), List.of("merge"))) {
            List<String> words = new ArrayList<>(step);
            words.add(1, night.toString());
            assertEquals(3, run(Map.of("RACY", "false"), words.toArray(String[]::new)));
            assertTrue(Files.readString(folder.resolve("said")).contains("Racy cannot start"));
        }
    }

    @Test
    void directory_thatCannotBeMade_isNoFinding() throws Exception {
        assertEquals(3, run("plan", command + "/below", "2"));
    }

    private void deliver(String name, String file) throws IOException {
        Path bundle = Files.createDirectories(night.resolve("shards").resolve(name));
        Files.createFile(bundle.resolve(file));
    }

    @Test
    void plan_twice_frozenOnce() throws Exception {
        assertEquals(0, run(Map.of("RACY_PLAN_ARGS", "--no-bench -t Claim"), "plan", night.toString(), "2"));
        assertEquals(0, run("plan", night.toString(), "5"));
        assertEquals(1, calls().size());
        assertTrue(calls().get(0).matches("plan --shards 2 --seed \\d+ --out \\S+\\.json --no-bench -t Claim"));
        assertTrue(Files.exists(night.resolve("plan.json")));
    }

    @Test
    void plan_onTwoMachines_sameSeedWhichAnotherNightHasNot() throws Exception {
        for (String name : List.of("a/night-1", "b/night-1", "a/night-2")) {
            assertEquals(0, run("plan", folder.resolve(name).toString(), "2"));
        }
        List<String> seeds = calls().stream()
                .map(call -> call.replaceAll(".*--seed (\\d+).*", "$1"))
                .toList();
        assertEquals(seeds.get(0), seeds.get(1));
        assertEquals(2, new TreeSet<>(seeds).size());
    }

    @Test
    void shard_again_anotherAttempt() throws Exception {
        run("plan", night.toString(), "2");
        assertEquals(0, run(Map.of("RACY_NIGHTLY_ARGS", "--budget 9s"), "shard", night.toString(), "2/2"));
        assertEquals(0, run("shard", night.toString(), "2/2"));
        assertEquals(0, run(Map.of("RACY_ATTEMPT", "7"), "shard", night.toString(), "2/2"));
        String plan = night.toRealPath() + "/plan.json";
        String out = night.toRealPath() + "/shards/s2-a";
        String call = "nightly --plan " + plan + " --shard 2/2 --night 2026-01-01 --attempt ";
        assertEquals(
                List.of(
                        call + "1 --out " + out + "1 --budget 9s",
                        call + "2 --out " + out + "2",
                        call + "7 --out " + out + "7"),
                calls().subList(1, 4));
    }

    @Test
    void shard_manyAtOnce_eachItsOwnAttempt() throws Exception {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(begin(Map.of(), "shard", night.toString(), "1/2"));
        }
        for (Process each : all) {
            assertEquals(0, each.waitFor());
        }
        try (Stream<Path> attempts = Files.list(night.resolve("shards"))) {
            assertEquals(8, attempts.count());
        }
        assertEquals(8, new TreeSet<>(calls()).size());
    }

    @Test
    void merge_takesEveryBundleAndNothingElse() throws Exception {
        run("plan", night.toString(), "2");
        deliver("s1-a1", "bundle.json");
        deliver("s2-a1", "bundle.json");
        deliver("s2-a2", "bundle.json");
        deliver("s1-a2", "killed-before-its-manifest");
        assertEquals(0, run("merge", night.toString()));
        String shards = night.toRealPath() + "/shards/";
        assertEquals(
                "merge " + shards + "s1-a1 " + shards + "s2-a1 " + shards + "s2-a2 --out " + night.toRealPath()
                        + "/night",
                calls().get(1));
    }

    @Test
    void merge_nothingCame_isNeverGreen() throws Exception {
        run("plan", night.toString(), "2");
        assertEquals(4, run("merge", night.toString()));
    }

    @Test
    void merge_waits_untilEveryShardIsSealed() throws Exception {
        run("plan", night.toString(), "2");
        deliver("s1-a1", "bundle.json");
        deliver("s1-a1", "seal.json");
        deliver("s1-a2", "seal.json");
        Process merge = begin(Map.of("RACY_WAIT", "600"), "merge", night.toString());
        try {
            assertTrue(!merge.waitFor(2, TimeUnit.SECONDS), "two seals of one shard are one shard");
            deliver("s2-a3", "seal.json");
            assertTrue(merge.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, merge.exitValue());
        } finally {
            merge.destroyForcibly();
        }
    }

    @Test
    void wrongArguments_usage() throws Exception {
        assertEquals(2, run("plan", night.toString()));
        assertEquals(2, run("shard", night.toString()));
        assertEquals(2, run("start", night.toString(), "1/2"));
        assertEquals(2, run());
        assertTrue(Files.readString(folder.resolve("said")).contains("usage: night.sh"));
    }
}
