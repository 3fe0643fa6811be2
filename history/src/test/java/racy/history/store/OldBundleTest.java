// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.history.NightState;
import racy.history.Witness;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleWriter;
import racy.review.Effort;
import racy.review.Observation;

/** Bundles that an earlier Racy wrote are read as long as they are kept. */
class OldBundleTest {
    private static final String LINE = """
            {"engine":"script","name":"late-irq","questions":["xchg"],"variant":"as-posted","violation":"DOUBLE_CLAIM",\
            "race":"R1","expectation":"OPEN","what":"both claim","hits":1,"samples":1,"forks":0,"forksWithHits":0,\
            "bound":null,"seconds":0.25,"secondsToFirst":0.25,"twin":"","wanted":["DOUBLE_CLAIM"],\
            "seen":["DOUBLE_CLAIM"],"failures":[],"witness":["irq   claims","reset claims"],"command":""}
            """;

    @TempDir
    Path folder;

    @Test
    void versionOne_scripts_areTheScriptEnginesEvidence() throws Exception {
        Path bundle = SmallNight.measured(1).write(folder);
        makeVersionOne(bundle);

        Observation observation = Bundle.read(bundle).parts().get(0).evidence().get(0);
        assertEquals("late-irq", observation.name());
        assertEquals(new Effort.Played(1, 0.25), observation.effort());
        try (SqlHistory history = SqlHistory.open(folder.resolve("history.db").toString())) {
            assertTrue(history.importBundle(bundle).isNew());
            List<Witness> witnesses = history.witnesses("night-1", "xchg");
            assertEquals(
                    List.of("irq   claims", "reset claims"),
                    witnesses.get(0).how().get(0).lines());
        }
    }

    private static void makeVersionOne(Path bundle) throws Exception {
        Path manifest = bundle.resolve(BundleFiles.BUNDLE);
        String text = Files.readString(manifest);
        assertTrue(text.contains("\"version\" : 2"), text);
        Files.writeString(manifest, text.replace("\"version\" : 2", "\"version\" : 1"));
        Path part = bundle.resolve(BundleFiles.PARTS).resolve("s1-jdk17");
        for (String each : List.of("s1-jdk17", "s1-jdk25")) {
            Path its = part.resolveSibling(each);
            Files.delete(BundleFiles.evidence(its, "script"));
            Files.delete(its.resolve(BundleFiles.EVIDENCE));
        }
        Files.writeString(part.resolve("scripts.jsonl"), LINE);
        Files.delete(bundle.resolve(BundleFiles.SEAL));
        BundleWriter.resume(bundle).seal(NightState.PARTIAL, List.of());
    }
}
