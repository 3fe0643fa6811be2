// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.PartManifest;
import racy.stress.runner.Catalogue;
import racy.stress.runner.ForkSettings;
import racy.stress.runner.Manifest;
import racy.stress.runner.StressEngine;
import racy.stress.runner.StressRequest;
import racy.stress.runner.StressTest;

class BegunPartTest {
    private static final List<String> BENCHMARKS = List.of("racy.bench.SubmitBenchmark.slot");

    @TempDir
    Path directory;

    private static PartManifest part(String jdk, Map<String, String> environment, List<String> benchmarks) {
        return new PartManifest(
                1, jdk, "2026-01-01T00:00:00Z", environment, Map.of("test", "digest"), benchmarks, Map.of());
    }

    private static List<StressTest> tests() throws Exception {
        return List.of(Catalogue.load().tests().get(0));
    }

    /** A benchmark's name reaches JMH, so it is one of the plan's. */
    @Test
    void check_otherEnvironmentOrPlan_refused() throws Exception {
        PartManifest now = part("17", Map.of("java.version", "17.0.1"), BENCHMARKS);
        BundleFiles.writeDurably(directory.resolve(BundleFiles.PART), now);
        BegunPart.check(directory, now);
        for (PartManifest other : List.of(
                part("17", Map.of("java.version", "17.0.2"), BENCHMARKS),
                part("25", now.environment(), BENCHMARKS),
                part("17", now.environment(), List.of(".*")))) {
            BundleFiles.writeDurably(directory.resolve(BundleFiles.PART), other);
            BegunPart.Refusal e = assertThrows(BegunPart.Refusal.class, () -> BegunPart.check(directory, now));
            assertTrue(e.getMessage().startsWith(directory + " was begun "), e.getMessage());
        }
    }

    /** Settings that are possible, and not those that the night began with. */
    @ParameterizedTest
    @ValueSource(strings = {"millis", "seed", "budgetMillis", "stopAfterHits", "heapMegabytes"})
    void checkForks_otherSettings_refused(String changed) throws Exception {
        Path file = begin();
        BegunPart.checkForks(directory, tests(), 7, Duration.ofSeconds(1));
        String text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("\"" + changed + "\" : \\d+", "\"" + changed + "\" : 2000"));
        assertThrows(BegunPart.Refusal.class, () -> BegunPart.checkForks(directory, tests(), 7, Duration.ofSeconds(1)));
    }

    private Path begin() throws Exception {
        ForkSettings settings = StressEngine.settings();
        Path file = directory.resolve("manifest.json");
        BundleFiles.writeDurably(
                file,
                new Manifest(
                        Manifest.VERSION,
                        "2026-01-01T00:00:00Z",
                        Map.of(),
                        1_000,
                        7,
                        StressRequest.ENOUGH_HITS,
                        settings,
                        tests()));
        return file;
    }

    @Test
    void checkForks_otherTests_refused() throws Exception {
        begin();
        assertThrows(
                BegunPart.Refusal.class, () -> BegunPart.checkForks(directory, List.of(), 7, Duration.ofSeconds(1)));
    }
}
