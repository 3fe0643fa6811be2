// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.demo.MadeUpBundle;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.MemoryModel;
import racy.review.Observation;
import racy.review.SearchBounds;
import racy.review.Subject;

class BundleEvidenceTest {
    private static final Subject SUBJECT =
            new Subject("A", Set.of("xchg"), "as-posted", "", Set.of(), Expectation.OPEN, "");

    private static final Finding SEEN = new Finding(2, 0, null, Set.of(), "an oops", 0.1, List.of());

    @TempDir
    Path folder;

    private static Observation exhausted(double seconds, Finding finding) {
        return new Observation(
                "explore",
                SUBJECT,
                new Effort.Exhausted(MemoryModel.JAM, SearchBounds.NONE, 5, seconds),
                finding,
                List.of(),
                "");
    }

    private Path write(Observation on17, Observation on21) throws Exception {
        MadeUpBundle bundle = new MadeUpBundle("n", Origin.MEASURED);
        bundle.part(1, "17", Map.of("os.arch", "amd64")).evidence("explore", List.of(on17));
        bundle.part(1, "21", Map.of("os.arch", "amd64")).evidence("explore", List.of(on21));
        return bundle.write(folder.resolve("bundle"));
    }

    @Test
    void sameOnTwoJdks_countsOnce() throws Exception {
        Path bundle = write(exhausted(1, Finding.nothing(null)), exhausted(2, Finding.nothing(null)));
        assertEquals(1, BundleEvidence.of(Bundle.read(bundle)).seen().size());
    }

    @Test
    void seenOnTheSecondJdkOnly_isKeptAndContradictsTheFirst() throws Exception {
        Path bundle = write(exhausted(1, Finding.nothing(null)), exhausted(2, SEEN));
        BundleEvidence evidence = BundleEvidence.of(Bundle.read(bundle));
        assertTrue(evidence.observations().stream().anyMatch(Observation::isWitnessed));
        assertEquals(1, evidence.findings().contradictions().size());
    }

    @Test
    void findings_ofAnEngineWithoutForks_areTold() throws Exception {
        MadeUpBundle bundle = new MadeUpBundle("n", Origin.MEASURED);
        bundle.part(1, "17", Map.of("os.arch", "amd64"))
                .evidence(
                        "script",
                        List.of(
                                played("safe", Expectation.SAFE, SEEN, List.of()),
                                played("seeded", Expectation.SEEDED, Finding.nothing(null), List.of()),
                                played("open", Expectation.OPEN, SEEN, List.of("it did not end"))));
        EngineFindings findings = BundleEvidence.of(Bundle.read(bundle.write(folder.resolve("bundle"))))
                .findings();
        assertEquals(
                new EngineFindings(
                        List.of(),
                        List.of("safe on as-posted, by script"),
                        List.of("open on as-posted, by script: it did not end"),
                        List.of("seeded on as-posted, by script")),
                findings);
    }

    private static Observation played(String name, Expectation expectation, Finding finding, List<String> failures) {
        Subject subject = new Subject(name, Set.of("xchg"), "as-posted", "", Set.of(), expectation, "");
        return new Observation("script", subject, new Effort.Played(2, 0.1), finding, failures, "");
    }

    @Test
    void evidenceWhereTheVersionDoesNotKeepIt_isRefused() throws Exception {
        Path bundle = write(exhausted(1, Finding.nothing(null)), exhausted(2, SEEN));
        Path scripts = bundle.resolve("parts/s1-jdk17/scripts.jsonl");
        Files.writeString(scripts, "");
        Files.delete(bundle.resolve(BundleFiles.SEAL));
        BundleWriter.resume(bundle).seal(NightState.COMPLETE, List.of());
        BundleException refused = assertThrows(BundleException.class, () -> Bundle.read(bundle));
        assertTrue(refused.getMessage().contains("scripts.jsonl"), refused.getMessage());
    }
}
