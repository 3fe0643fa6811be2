// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;

class ContradictionTest {
    private static final SearchBounds BOUNDED = new SearchBounds(Map.of("preemptions", 2L));

    private static final Observation SEEN_BY_STRESS = Observed.stress("A", "as-posted", Expectation.OPEN, 3, "");

    private static Observation excluded(MemoryModel model, SearchBounds bounds) {
        return Observed.exhausted("A", "as-posted", model, bounds, 0);
    }

    private static int among(Observation... observations) {
        return Contradiction.among(List.of(observations)).size();
    }

    @Test
    void seenByAJvm_excludedUnderJavasModel_isOne() {
        Observation proof = excluded(MemoryModel.JAM, SearchBounds.NONE);
        Contradiction only = Contradiction.among(List.of(SEEN_BY_STRESS, proof)).get(0);
        assertEquals(SEEN_BY_STRESS, only.seen());
        assertEquals(proof, only.excluded());
        assertEquals(Set.of(Violation.DOUBLE_CLAIM), only.violations());
        assertEquals(
                "A on as-posted: stress saw DOUBLE_CLAIM, which explore excludes (none in all 120 executions under JAM,"
                        + " without a bound)",
                only.toString());
    }

    @Test
    void seenByAJvm_excludedUnderAStrongerModel_isNone() {
        assertEquals(0, among(SEEN_BY_STRESS, excluded(MemoryModel.SC, SearchBounds.NONE)));
        assertEquals(0, among(SEEN_BY_STRESS, excluded(MemoryModel.TSO, SearchBounds.NONE)));
    }

    @Test
    void playedSchedule_excludedUnderAnyModel_isOne() {
        Observation played = Observed.played("A", "as-posted", 1);
        for (MemoryModel model : MemoryModel.values()) {
            assertEquals(1, among(played, excluded(model, SearchBounds.NONE)), model.name());
        }
    }

    @Test
    void excludedWithinABound_excludesNothingBeyondIt() {
        assertEquals(0, among(SEEN_BY_STRESS, excluded(MemoryModel.JAM, BOUNDED)));
    }

    @Test
    void twoProofs_theWeakerModelFindsMore_isNone_theStrongerFindsMore_isOne() {
        Observation foundUnderSc = Observed.exhausted("A", "as-posted", MemoryModel.SC, SearchBounds.NONE, 1);
        Observation foundUnderJam = Observed.exhausted("A", "as-posted", MemoryModel.JAM, SearchBounds.NONE, 1);
        assertEquals(0, among(foundUnderJam, excluded(MemoryModel.SC, SearchBounds.NONE)));
        assertEquals(1, among(foundUnderSc, excluded(MemoryModel.JAM, SearchBounds.NONE)));
    }

    @Test
    void otherTest_orOtherVariant_isNone() {
        Observation proof = excluded(MemoryModel.JAM, SearchBounds.NONE);
        assertEquals(0, among(Observed.stress("B", "as-posted", Expectation.OPEN, 3, ""), proof));
        assertEquals(0, among(Observed.stress("A", "v2", Expectation.OPEN, 3, ""), proof));
    }

    @Test
    void violationThatWasNotLookedFor_countsToo() {
        Observation both = Observed.exhausted("A", "as-posted", MemoryModel.JAM, SearchBounds.NONE, 5);
        Finding more = new Finding(
                1, 1, Violation.DOUBLE_CLAIM, Set.of(Violation.DOUBLE_CLAIM, Violation.PM_LEAK), "", 0.1, List.of());
        Observation seen =
                new Observation("stress", SEEN_BY_STRESS.subject(), SEEN_BY_STRESS.effort(), more, List.of(), "");
        Contradiction only = Contradiction.among(List.of(both, seen)).get(0);
        assertEquals(Set.of(Violation.PM_LEAK), only.violations());
    }

    @Test
    void whatTheVocabularyHasNoWordFor_isOneToo() {
        Finding oops = new Finding(1, 1, null, Set.of(), "an oops", 0.1, List.of());
        Observation seen =
                new Observation("stress", SEEN_BY_STRESS.subject(), SEEN_BY_STRESS.effort(), oops, List.of(), "");
        assertEquals(1, among(seen, excluded(MemoryModel.JAM, SearchBounds.NONE)));
    }

    @Test
    void foundUnderTso_excludedUnderTso_isOne_underSc_isNone() {
        Observation found = Observed.exhausted("A", "as-posted", MemoryModel.TSO, SearchBounds.NONE, 1);
        assertEquals(1, among(found, excluded(MemoryModel.TSO, SearchBounds.NONE)));
        assertEquals(0, among(found, excluded(MemoryModel.SC, SearchBounds.NONE)));
    }
}
