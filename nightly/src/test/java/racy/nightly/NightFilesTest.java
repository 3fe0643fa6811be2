// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.NightRequest;
import racy.history.bundle.PartManifest;
import racy.history.bundle.Plan;
import racy.nightly.NightFiles.Lock;
import racy.nightly.NightFiles.Lock.Role;

class NightFilesTest {
    @TempDir
    Path folder;

    private BundleWriter night(String name, String started) throws Exception {
        Plan plan = Plan.of("amd64", 1, 1, List.of());
        BundleWriter writer = BundleWriter.create(
                folder.resolve(name),
                new BundleManifest(
                        BundleManifest.VERSION, name, Origin.MEASURED, started, "r", plan.id(), 1, 1, 1, 1, 1000));
        plan.write(folder.resolve(name).resolve(BundleFiles.PLAN));
        Files.writeString(folder.resolve(name).resolve(BundleFiles.REQUEST), """
                {"jdks": [{"label": "17", "home": "", "version": "17"}], "absent": [], "benchmarks": false, "changed": []}
                """);
        return writer;
    }

    private static PartManifest part(Map<String, String> code) {
        return new PartManifest(1, "17", "2026-01-01T00:00:00Z", Map.of(), code, List.of(), Map.of());
    }

    @Test
    void newestUnsealed_byTimeNotByName() throws Exception {
        List<String> leftOut = new ArrayList<>();
        assertEquals(Optional.empty(), NightFiles.newestUnsealed(folder.resolve("nothing"), leftOut::add));
        night("b", "2026-01-01T00:00:00Z");
        night("a", "2026-01-02T00:00:00Z");
        night("c", "2026-01-03T00:00:00Z").seal(NightState.COMPLETE, List.of());
        Files.createDirectory(folder.resolve("no-bundle"));
        assertEquals(Optional.of(folder.resolve("a")), NightFiles.newestUnsealed(folder, leftOut::add));
        assertEquals(List.of(folder.resolve("c")), NightFiles.sealed(folder, leftOut::add));
        assertEquals(List.of(), leftOut);
        Files.createDirectory(folder.resolve("foreign"));
        Files.writeString(folder.resolve("foreign/bundle.json"), "{\n");
        assertEquals(List.of(folder.resolve("c")), NightFiles.sealed(folder, leftOut::add));
        assertTrue(leftOut.size() == 1 && leftOut.get(0).contains("foreign/bundle.json:2"), leftOut::toString);
    }

    @Test
    void changed_newOrOtherCode_nothingWithoutANight() throws Exception {
        night("n", "2026-01-01T00:00:00Z").part(part(Map.of("same", "1", "other", "2")));
        Map<String, Set<String>> known = NightFiles.code(folder.resolve("n"));
        assertEquals(Map.of("same", Set.of("1"), "other", Set.of("2")), known);
        assertEquals(
                Set.of("other", "new"), NightRequest.changed(Map.of("same", "1", "other", "3", "new", "4"), known));
        assertEquals(Set.of(), NightRequest.changed(Map.of("new", "4"), Map.of()));
    }

    /** What kill -9 leaves at its worst; sealed all the same, the bundle must be readable. */
    @Test
    void tidy_halfWritten_leavesABundleThatReads() throws Exception {
        BundleWriter writer = night("n", "2026-01-01T00:00:00Z");
        Path part = writer.part(part(Map.of()));
        Files.writeString(part.resolve("bench.json.tmp"), "[");
        Files.createDirectory(part.resolve("stress"));
        Files.createFile(part.resolve("stress/forks.jsonl"));
        Files.writeString(part.resolve("stress/manifest.json.tmp"), "{");
        Files.createDirectory(part.resolveSibling("s1-jdk25"));
        NightFiles.tidy(writer.directory());
        assertFalse(Files.exists(part.resolve("stress")));
        writer.seal(NightState.PARTIAL, List.of());
        assertEquals(1, Bundle.read(writer.directory()).parts().size());
    }

    /** A kill between the first file of a bundle and the last one that begins it. */
    @Test
    void forgetUnbegun_onlyWhatANightBeginsWith() throws Exception {
        Path bundle = night("n", "2026-01-01T00:00:00Z").directory();
        NightFiles.forgetUnbegun(bundle);
        assertTrue(Files.exists(bundle.resolve("bundle.json")), "it was begun");
        Files.move(bundle.resolve("request.json"), bundle.resolve("request.json.tmp"));
        Path other = Files.createFile(bundle.resolve("other"));
        NightFiles.forgetUnbegun(bundle);
        assertTrue(Files.exists(bundle.resolve("bundle.json")), "somebody else's file is there");
        Files.delete(other);
        NightFiles.forgetUnbegun(bundle);
        assertEquals(0, bundle.toFile().list().length);
        NightFiles.forgetUnbegun(folder.resolve("nothing"));
    }

    /** The clock was set back after the night began. */
    @Test
    void seal_clockWasSetBack_endsWhenItBegan() throws Exception {
        BundleWriter writer = night("n", "2999-01-01T00:00:00Z");
        writer.seal(NightState.COMPLETE, List.of());
        assertEquals(
                "2999-01-01T00:00:00Z", Bundle.read(writer.directory()).seal().ended());
    }

    @Test
    void lock_pipeInItsPlace_refusedWithoutWaiting() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", folder.resolve(".n.lock").toString())
                        .start()
                        .waitFor());
        assertThrows(BundleException.class, () -> Lock.take(folder.resolve("n"), Role.PARENT, Duration.ZERO));
    }

    @Test
    void lock_heldByOne_untilClosed() throws Exception {
        Path bundle = folder.resolve("n");
        try (Lock first = Lock.take(bundle, Role.PARENT, Duration.ZERO);
                Lock worker = Lock.take(bundle, Role.WORKER, Duration.ZERO)) {
            assertEquals(first.file(), worker.file());
            BundleException e =
                    assertThrows(BundleException.class, () -> Lock.take(bundle, Role.PARENT, Duration.ofMillis(150)));
            assertTrue(e.getMessage().contains("another nightly is writing to " + bundle), e.getMessage());
        }
        try (Lock again = Lock.take(bundle, Role.PARENT, Duration.ZERO)) {
            again.remove();
            assertFalse(Files.exists(again.file()));
        }
    }
}
