// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.EvidenceEngine;
import racy.review.EvidenceException;
import racy.review.EvidenceRequest;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.MemoryModel;
import racy.review.Observation;
import racy.review.Question;
import racy.review.Questions;
import racy.review.SearchBounds;
import racy.review.Subject;
import racy.review.Verdict;
import racy.review.Watch;

class FindingsTest {
    private static final Question QUESTION = Questions.all().get(0);

    @Test
    void gather_engineThatThrows_isNamedAndTheOthersEvidenceStays() {
        Findings findings = gather(
                engine("faulty", () -> {
                    throw new IllegalStateException("half-way");
                }),
                engine("sound", () -> List.of(seen())));
        assertEquals(List.of(seen()), tried(findings));
        assertEquals(Verdict.RACY, findings.answers().get(0).verdict());
        assertEquals(1, findings.broken().size());
        String broken = findings.broken().get(0);
        assertTrue(broken.startsWith("faulty: ") && broken.contains("half-way"), broken);
        assertTrue(broken.contains(FindingsTest.class.getName()), broken);
        assertEquals(ExitCode.INFRASTRUCTURE, findings.exitCode());
    }

    @Test
    void gather_engineThatReturnsNothingAtAll_isBroken() {
        Findings findings = gather(engine("faulty", () -> null), engine("sound", () -> List.of(seen())));
        assertEquals(List.of(seen()), tried(findings));
        assertEquals(1, findings.broken().size());
    }

    @Test
    void gather_engineOfAnotherRevision_isBroken() {
        Findings findings = gather(
                engine("old", () -> {
                    throw new NoSuchMethodError("racy.review.Subject.about");
                }),
                engine("sound", () -> List.of(seen())));
        assertEquals(List.of(seen()), tried(findings));
        assertEquals(ExitCode.INFRASTRUCTURE, findings.exitCode());
    }

    @Test
    void gather_engineThatCannotWork_keepsWhatItHad() {
        Findings findings = gather(engine("sound", () -> {
            throw new EvidenceException("no JVM starts", null, List.of(seen()));
        }));
        assertEquals(List.of(seen()), tried(findings));
        assertEquals(List.of("sound: no JVM starts"), findings.broken());
    }

    @Test
    void gather_engineThatSpeaksForAnotherOne_orCountsWhatCannotBe_isBroken() {
        Effort one = new Effort.Played(1, 0);
        for (Observation bad : List.of(said("other", one, 0), said("faulty", one, -1), said("faulty", one, 2))) {
            Findings findings = gather(engine("faulty", () -> List.of(bad)), engine("sound", () -> List.of(seen())));
            assertEquals(List.of(seen()), tried(findings), bad::toString);
            assertEquals(1, findings.broken().size());
            assertEquals(ExitCode.INFRASTRUCTURE, findings.exitCode());
        }
    }

    private static Observation said(String engine, Effort effort, long hits) {
        Observation seen = seen();
        Finding finding = new Finding(hits, 0, null, Set.of(), "", null, List.of());
        return new Observation(engine, seen.subject(), effort, finding, List.of(), "");
    }

    @Test
    void gather_engineThatBroke_leavesNoProof() {
        Observation proof = new Observation(
                "sound",
                seen().subject(),
                new Effort.Exhausted(MemoryModel.JAM, SearchBounds.NONE, 5, 0),
                Finding.nothing(null),
                List.of(),
                "");
        EvidenceEngine sound = engine("sound", () -> List.of(proof));
        assertEquals(
                Verdict.notRacy(Set.of(MemoryModel.JAM)),
                gather(sound).answers().get(0).verdict());
        Findings findings = gather(sound, engine("faulty", () -> null));
        assertEquals(Verdict.NOT_SEEN, findings.answers().get(0).verdict());
        assertEquals(
                "what faulty did not get to",
                findings.answers().get(0).untried().get(0).name());
    }

    private static List<Observation> tried(Findings findings) {
        return findings.run().stream().filter(Observation::isTried).toList();
    }

    private static Findings gather(EvidenceEngine... engines) {
        EvidenceRequest request = new EvidenceRequest(Set.of(QUESTION.id()), Set.of(), Duration.ofSeconds(1));
        return Findings.gather(List.of(QUESTION), request, List.of(engines), Watch.silent());
    }

    private static Observation seen() {
        Subject subject = new Subject(
                "here", Set.of(QUESTION.id()), "as-posted", "", Set.of(Violation.USE_AFTER_FREE), Expectation.OPEN, "");
        Finding finding = new Finding(
                1, 0, Violation.USE_AFTER_FREE, Set.of(Violation.USE_AFTER_FREE), "it is freed", null, List.of());
        return new Observation("sound", subject, new Effort.Played(1, 0), finding, List.of(), "");
    }

    private interface Looking {
        List<Observation> look() throws EvidenceException;
    }

    private static EvidenceEngine engine(String id, Looking looking) {
        return new EvidenceEngine() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public String limits() {
                return "sees what the test says.";
            }

            @Override
            public boolean isDeterministic() {
                return true;
            }

            @Override
            public boolean proves() {
                return true;
            }

            @Override
            public List<Observation> observe(EvidenceRequest request, Watch watch) throws EvidenceException {
                return looking.look();
            }
        };
    }
}
