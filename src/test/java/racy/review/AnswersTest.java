// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;

class AnswersTest {
    private static final Question XCHG = Questions.find(Observed.QUESTION).orElseThrow();

    private static Answer answer(Observation... observations) {
        return Answers.answer(XCHG, List.of(observations));
    }

    @Test
    void verdict_oneWitnessAsPosted_isRacy() {
        Answer answer = answer(
                Observed.stress("A", "as-posted", Expectation.SEEDED, 3, ""),
                Observed.stress("B", "as-posted", Expectation.SAFE, 0, "A"));
        assertEquals(Verdict.RACY, answer.verdict());
        Evidence evidence = answer.on("as-posted").get(0);
        assertEquals(Violation.DOUBLE_CLAIM, evidence.violation());
        assertEquals(3, evidence.hits());
        // The test that was not seen and the one that was look for two forms of the same violation. Both count.
        assertEquals(2000, evidence.executions());
    }

    @Test
    void verdict_noHitInSamples_isNotSeenAndNeverSafe() {
        Answer answer = answer(Observed.stress("A", "as-posted", Expectation.SAFE, 0, ""));
        assertEquals(Verdict.NOT_SEEN, answer.verdict());
        assertEquals(
                List.of(new Effort.Sampled(1000, 4, 0.53, 1.5)),
                answer.on("as-posted").get(0).efforts());
    }

    @Test
    void verdict_exhaustedWithoutHit_isNotRacyUnderItsModel() {
        Answer answer = answer(Observed.exhausted("A", "as-posted", MemoryModel.JAM, SearchBounds.NONE, 0));
        assertEquals(Verdict.notRacy(Set.of(MemoryModel.JAM)), answer.verdict());
    }

    @Test
    void verdict_exhaustedIdeaAlone_isNoProofOfADriver() {
        Answer answer = answer(Observed.exhausted("A", "", MemoryModel.JAM, SearchBounds.NONE, 0));
        assertEquals(Verdict.OUT_OF_MODEL, answer.verdict());
        assertTrue(answer.hasEvidence());
    }

    @Test
    void verdict_oneTestExhaustedAnotherNotReached_isNotSeen() {
        Answer answer = answer(
                Observed.exhausted("A", "as-posted", MemoryModel.JAM, SearchBounds.NONE, 0),
                Observed.untried("B", "as-posted"));
        assertEquals(Verdict.NOT_SEEN, answer.verdict());
        assertEquals(1, answer.untried().size());
    }

    @Test
    void outOfModel_isNamedAndIsNotUntried() {
        Answer answer = answer(
                Observed.outOfModel("A", "as-posted"), Observed.stress("B", "as-posted", Expectation.SAFE, 0, ""));
        assertEquals("A", answer.outOfModel().get(0).name());
        assertTrue(answer.untried().isEmpty());
        assertEquals(Verdict.NOT_SEEN, answer.verdict());
    }

    @Test
    void contradiction_isInTheAnswer() {
        Answer answer = answer(
                Observed.exhausted("A", "as-posted", MemoryModel.JAM, SearchBounds.NONE, 0),
                Observed.stress("A", "as-posted", Expectation.OPEN, 3, ""));
        assertEquals(1, answer.contradictions().size());
        assertEquals(Verdict.RACY, answer.verdict());
    }

    @Test
    void verdict_witnessOnlyInAMutant_leavesAsPostedNotSeen() {
        Answer answer = answer(
                Observed.stress("A", "as-posted", Expectation.SAFE, 0, "M"),
                Observed.stress("M", "irq-read-write", Expectation.SEEDED, 9, ""));
        assertEquals(Verdict.NOT_SEEN, answer.verdict());
        assertEquals(Verdict.RACY, answer.on("irq-read-write").get(0).verdict());
    }

    @Test
    void verdict_nothingTried_isOutOfModelWithoutEvidence() {
        Answer answer = answer(Observed.untried("A", "as-posted"));
        assertEquals(Verdict.OUT_OF_MODEL, answer.verdict());
        assertFalse(answer.hasEvidence());
        assertEquals(1, answer.untried().size());
    }

    @Test
    void evidence_isOneForEachVariantAndEngine_asPostedFirst() {
        Answer answer = answer(
                Observed.stress("A", "v2", Expectation.SAFE, 0, ""),
                Observed.witness("as-posted"),
                Observed.stress("B", "as-posted", Expectation.SEEDED, 1, ""),
                Observed.stress("C", "as-posted", Expectation.SEEDED, 2, ""));
        assertEquals(
                List.of("as-posted script", "as-posted stress", "v2 stress"),
                answer.evidence().stream()
                        .map(each -> each.variant() + " " + each.engine())
                        .toList());
        assertEquals(3, answer.on("as-posted").get(1).hits());
    }

    @Test
    void unexpected_witnessAgainstWhatIsDeclaredSafe_isNamed() {
        Answer answer = answer(Observed.stress("A", "v2", Expectation.SAFE, 1, ""));
        assertEquals("A", answer.unexpected().get(0).name());
    }

    @Test
    void unwitnessed_seededRaceWithoutHit_isNamed() {
        Answer answer = answer(Observed.stress("M", "irq-read-write", Expectation.SEEDED, 0, ""));
        assertEquals("M", answer.unwitnessed().get(0).name());
    }

    @Test
    void teeth_followTheTwinOfTheSameEngine() {
        Observation safe = Observed.stress("A", "as-posted", Expectation.SAFE, 0, "M");
        Observation blunt = Observed.stress("M", "irq-read-write", Expectation.SEEDED, 0, "");
        Observation sharp = Observed.stress("M", "irq-read-write", Expectation.SEEDED, 5, "");
        assertEquals(Optional.of(false), Teeth.of(safe, List.of(safe, blunt)));
        assertEquals(Optional.of(true), Teeth.of(safe, List.of(safe, sharp)));
        assertEquals(Optional.empty(), Teeth.of(sharp, List.of(sharp)));
    }

    @Test
    void observationsOfOtherQuestions_areIgnored() {
        Question other = Questions.find("kvfree").orElseThrow();
        Answer answer = Answers.answer(other, List.of(Observed.witness("as-posted")));
        assertTrue(answer.evidence().isEmpty());
    }

    @Test
    void teeth_ofAnotherEngine_orOfAnotherViolation_areNone() {
        Observation safe = Observed.stress("A", "as-posted", Expectation.SAFE, 0, "M");
        Subject mutant = Observed.subject("M", "irq-read-write", Expectation.SEEDED, "");
        Observation elsewhere = Observed.of("script", mutant, new Effort.Played(1, 0), 1);
        assertEquals(Optional.of(false), Teeth.of(safe, List.of(safe, elsewhere)));

        Subject leak = new Subject(
                "M", Set.of("xchg"), "irq-read-write", "", Set.of(Violation.PM_LEAK), Expectation.SEEDED, "");
        Finding leaked = new Finding(1, 1, Violation.PM_LEAK, Set.of(Violation.PM_LEAK), "it leaks", 0.1, List.of());
        Effort effort = new Effort.Sampled(10, 1, null, 1);
        Observation other = new Observation("stress", leak, effort, leaked, List.of(), "");
        assertEquals(Optional.of(false), Teeth.of(safe, List.of(safe, other)));

        Finding oops = new Finding(1, 1, null, Set.of(), "an oops", 0.1, List.of());
        Observation wordless = new Observation("stress", mutant, effort, oops, List.of(), "");
        assertEquals(Optional.of(true), Teeth.of(safe, List.of(safe, wordless)));
    }

    @Test
    void asPostedNotReached_theAnswerIsOfWhatWasTried() {
        Answer answer = answer(Observed.untried("A", "as-posted"), Observed.stress("A", "v2", Expectation.OPEN, 2, ""));
        assertEquals(Verdict.RACY, answer.verdict());
        assertEquals("v2", answer.relevant().get(0).variant());
    }

    @Test
    void failedWithoutAnExecution_isNotCalledUnreached() {
        Observation none = Observed.untried("A", "as-posted");
        Observation died = new Observation(
                none.engine(), none.subject(), none.effort(), none.finding(), List.of("a JVM died"), "");
        assertTrue(answer(died).untried().isEmpty());
    }

    @Test
    void variantThatNobodyLists_hasItsEvidenceToo() {
        Answer answer = answer(Observed.stress("A", "no-such-variant", Expectation.OPEN, 2, ""));
        assertEquals(Verdict.RACY, answer.verdict());
        assertEquals("no-such-variant", answer.relevant().get(0).variant());
    }
}
