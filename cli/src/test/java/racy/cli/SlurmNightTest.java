// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import racy.history.NightState;
import racy.history.bundle.Bundle;
import racy.history.bundle.Plan;

/** The real array script on a real Slurm of two nodes; one of them is lost in mid-run. */
class SlurmNightTest {
    private static final int SHARDS = 3;
    /** Races that show within a few forks: a shard of them ends by itself, whatever its budget. */
    private static final String RACES =
            "ClaimStress[.](ReadThenWriteOfThree|(Core|Driver|)ReadThenWriteIrq|(Core|Driver|)ReadThenWriteReset)$";

    private static final Path DEPLOY = Path.of("../deploy").toAbsolutePath().normalize();

    private static SlurmCluster start(Path directory) throws InterruptedException {
        List<String> lacking = SlurmCluster.lacking();
        if (!lacking.isEmpty()) {
            return skip(
                    "this machine has no " + String.join(", ", lacking) + "; install slurm-wlm and munge to run it");
        }
        try {
            return SlurmCluster.start(Files.createDirectory(directory));
        } catch (IOException e) {
            return skip("Slurm does not start: " + e.getMessage());
        }
    }

    private static SlurmCluster skip(String why) {
        String loud = "SKIPPED, a night on Slurm was NOT tried: " + why;
        System.err.println(loud);
        return abort(loud);
    }

    /** What the scripts read; the command is this class path, not a jar that may be of yesterday. */
    private static Map<String, String> variables() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Map.of(
                "RACY",
                java + " -Xmx384m -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "
                        + System.getProperty("java.class.path") + " racy.cli.Launch",
                "RACY_PLAN_ARGS",
                "--no-bench -t " + RACES,
                "RACY_NIGHTLY_ARGS",
                "--no-bench --budget 1h --jdk " + System.getProperty("java.home"));
    }

    @Test
    @Timeout(480)
    void night_nodeLostInMidRun_shardRunAgainAndMergeComplete(@TempDir Path folder) throws Exception {
        Path night = folder.resolve("night-on-slurm");
        try (SlurmCluster slurm = start(folder.resolve("slurm"))) {
            String submitted =
                    slurm.run(variables(), DEPLOY.resolve("slurm/submit.sh").toString(), night.toString(), "" + SHARDS);
            String merge = submitted
                    .lines()
                    .reduce((first, last) -> last)
                    .orElseThrow()
                    .replaceAll(".*merge ", "");

            SlurmCluster.await("fork on n2", Duration.ofSeconds(100), () -> forks(night, shardOn(slurm, "n2")) > 0);
            String lost = shardOn(slurm, "n2");
            String job = slurm.running("n2", "%A");
            slurm.kill("n2", job);
            assertTrue(Files.notExists(night.resolve("shards/s" + lost + "-a1/seal.json")), "it was in mid-run");

            try {
                SlurmCluster.await(
                        "end of the night",
                        Duration.ofSeconds(400),
                        () -> Set.of("COMPLETED", "FAILED").contains(slurm.job(merge, "JobState")));
            } catch (IOException e) {
                throw new AssertionError(e.getMessage() + slurm.run("squeue") + slurm.lastWords() + logs(night), e);
            }
            assertEquals("0:0", slurm.job(merge, "ExitCode"), () -> logs(night));
            assertEquals("1", slurm.job(job, "Restarts"));
            assertComplete(night, lost);
        }
    }

    private static void assertComplete(Path night, String lost) throws Exception {
        Bundle merged = Bundle.read(night.resolve("night"));
        assertEquals(NightState.COMPLETE, merged.seal().state());
        assertEquals(List.of(), merged.seal().missing());
        assertEquals("night-on-slurm", merged.manifest().night());
        Plan plan = Plan.read(night.resolve("plan.json"));
        assertEquals(plan.id(), merged.manifest().plan());
        Set<String> planned = plan.items().stream().map(Plan.Item::name).collect(Collectors.toSet());
        Set<String> ran = merged.parts().stream()
                .flatMap(part -> part.stress().stream())
                .flatMap(run -> run.forks().stream())
                .map(fork -> fork.spec().test())
                .collect(Collectors.toSet());
        assertEquals(planned, ran, "every planned test has a fork");
        Path first = night.resolve("shards/s" + lost + "-a1");
        assertTrue(Files.notExists(first.resolve("seal.json")), "the lost attempt stays unsealed");
        Path second = night.resolve("shards/s" + lost + "-a2");
        assertEquals(2, Bundle.read(second).manifest().attempt());
    }

    /** The shard that runs on a node; empty if none does. */
    private static String shardOn(SlurmCluster slurm, String node) throws IOException, InterruptedException {
        return slurm.running(node, "%K");
    }

    private static long forks(Path night, String shard) throws IOException {
        Path parts = night.resolve("shards/s" + shard + "-a1/parts");
        if (shard.isEmpty() || !Files.isDirectory(parts)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(parts)) {
            for (Path file : files.filter(path -> path.endsWith("forks.jsonl")).toList()) {
                if (Files.size(file) > 0) {
                    return Files.readString(file).lines().count();
                }
            }
        }
        return 0;
    }

    private static String logs(Path night) {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(night.resolve("logs"))) {
            for (Path file : files.sorted().toList()) {
                text.append("\n== ").append(file.getFileName()).append('\n').append(Files.readString(file));
            }
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }
}
