// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.Plan;
import racy.history.demo.MadeUpBundle;

/** Where a merge may go, and what a kill in the middle of it leaves. */
class MergePlaceTest {
    private static final int KILLS = 3;
    private static final List<Plan.Item> ITEMS = List.of(
            new Plan.Item(Plan.Kind.BENCHMARK, "racy.bench.B.m", 0, false, 1),
            new Plan.Item(Plan.Kind.BENCHMARK, "racy.bench.C.m", 0, false, 2));

    @TempDir
    private Path folder;

    private List<Path> shards;

    @BeforeEach
    void write() throws Exception {
        shards = new ArrayList<>();
        for (int shard = 1; shard <= 2; shard++) {
            MadeUpBundle bundle = new MadeUpBundle("n", Origin.MEASURED)
                    .plan(Plan.of("amd64", 2, 1, ITEMS))
                    .shard(shard, 2, 1);
            bundle.part(shard, "17", Map.of("os.arch", "amd64")).file("log.txt", "said\n".repeat(1_000));
            shards.add(bundle.write(folder.resolve("s" + shard)));
        }
    }

    private Map<String, String> everything() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path each : walk.toList()) {
                all.put(
                        folder.relativize(each).toString(),
                        Files.isRegularFile(each) ? Files.readString(each) : "no file");
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "s1",
        "s1/out",
        "s2/parts/out",
        "s1/parts/../out",
        "x/../s1/out",
        "link/out",
        "link",
        ".",
        "s1/../../%s/s1/out",
        "linked/s2/x"
    })
    void out_inAnInputOrAroundOne_isRefusedAndNothingWritten(String out) throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("s1"));
        Files.createSymbolicLink(folder.resolve("linked"), folder);
        Map<String, String> before = everything();
        Path place = folder.resolve(out.formatted(folder.getFileName()));
        BundleException refused = assertThrows(BundleException.class, () -> Merge.merge(shards, place));
        assertTrue(refused.getMessage().contains("a delivery never changes"), refused.getMessage());
        assertEquals(before, everything());
    }

    @Test
    void out_inAnotherSealedBundle_isRefused() throws Exception {
        new MadeUpBundle("other", Origin.MEASURED).write(folder.resolve("other"));
        Map<String, String> before = everything();
        BundleException refused =
                assertThrows(BundleException.class, () -> Merge.merge(shards, folder.resolve("other/parts/night")));
        assertTrue(refused.getMessage().contains("sealed bundle"), refused.getMessage());
        assertEquals(before, everything());
    }

    @Test
    void out_theRootOfAllFolders_isRefused() {
        assertThrows(BundleException.class, () -> Merge.merge(shards, Path.of("/")));
    }

    @Test
    void inputNamedThroughALink_isMerged() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), shards.get(0));
        assertTrue(Merge.merge(List.of(link, shards.get(1)), folder.resolve("night"))
                .isComplete());
    }

    /** Whenever a merge is killed, there is a whole bundle or none, and the next merge leaves nothing of it. */
    @Test
    void kill_atAnyMoment_leavesNoHalfBundleAndTheNextMergeCleansUp() throws Exception {
        Path place = folder.resolve("merged");
        Random random = new Random(1);
        int merged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Merging.class.getName(),
                            place.toString(),
                            "night" + kill + "-",
                            shards.get(0).toString(),
                            shards.get(1).toString())
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
                for (int i = 0; i <= random.nextInt(3); i++) {
                    assertEquals("merged", said.readLine());
                }
                assertFalse(child.waitFor(random.nextInt(40), TimeUnit.MILLISECONDS));
            } finally {
                child.destroyForcibly().waitFor();
            }
            for (Path each : entries(place)) {
                if (!each.getFileName().toString().startsWith(".merging-")) {
                    assertEquals(NightState.COMPLETE, Bundle.read(each).seal().state());
                    merged++;
                }
            }
        }
        assertTrue(merged > 0);
        assertTrue(Merge.merge(shards, place.resolve("last")).isComplete());
        Set<Path> left = Set.copyOf(entries(place));
        assertTrue(
                left.stream().noneMatch(each -> each.getFileName().toString().startsWith(".merging-")), left::toString);
    }

    private static List<Path> entries(Path place) throws IOException {
        try (Stream<Path> list = Files.list(place)) {
            return list.toList();
        }
    }

    /** Merges over and over, each time to another place. */
    static final class Merging {
        private Merging() {}

        public static void main(String[] arguments) throws Exception {
            List<Path> shards = List.of(Path.of(arguments[2]), Path.of(arguments[3]));
            for (int i = 0; i < 10_000; i++) {
                Merge.merge(shards, Path.of(arguments[0], arguments[1] + i));
                System.out.println("merged");
            }
        }
    }
}
