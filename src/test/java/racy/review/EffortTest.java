// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EffortTest {
    private static final SearchBounds BOUNDED = new SearchBounds(Map.of("preemptions", 2L, "steps", 300L));

    @Test
    void sums_addLikeToLike_inTheOrderOfAppearance() {
        List<Effort> sums = Effort.sums(List.of(
                new Effort.Sampled(10, 2, 0.7, 1),
                new Effort.Played(1, 0.1),
                new Effort.Sampled(30, 6, 0.4, 2),
                new Effort.Exhausted(MemoryModel.SC, SearchBounds.NONE, 5, 1),
                new Effort.Exhausted(MemoryModel.SC, BOUNDED, 7, 1),
                new Effort.Exhausted(MemoryModel.SC, SearchBounds.NONE, 6, 1)));
        assertEquals(
                List.of(
                        new Effort.Sampled(40, 8, 0.7, 3),
                        new Effort.Played(1, 0.1),
                        new Effort.Exhausted(MemoryModel.SC, SearchBounds.NONE, 11, 2),
                        new Effort.Exhausted(MemoryModel.SC, BOUNDED, 7, 1)),
                sums);
    }

    @Test
    void missed_saysHowHardItWasLookedFor() {
        assertEquals("not in its one schedule", new Effort.Played(1, 0).missed(1));
        assertEquals("not in 4 schedules", new Effort.Played(4, 0).missed(4));
        assertEquals(
                "0 of 6 forks (< 39.3% of forks, 95%), 0 of 512 samples",
                new Effort.Sampled(512, 6, 0.393, 1).missed(1));
        assertEquals(
                "none in all 9 executions under SC, within at most 2 preemptions, 300 steps",
                new Effort.Exhausted(MemoryModel.SC, BOUNDED, 9, 1).missed(1));
        assertEquals("gave up (out of memory) after 3 executions", new Effort.GaveUp("out of memory", 3, 1).missed(1));
        assertEquals("out of model: Thread.start", new Effort.OutOfModel("Thread.start").missed(1));
    }

    @Test
    void sampled_withoutABound_isNeverToldAsSchedules() {
        assertEquals("0 of 0 forks, 0 of 0 samples", new Effort.Sampled(0, 0, null, 1).missed(1));
    }

    @Test
    void isTried_onlyWithAnExecution() {
        assertTrue(new Effort.Played(1, 0).isTried());
        assertFalse(new Effort.GaveUp("the budget did not reach it", 0, 0).isTried());
        assertFalse(new Effort.OutOfModel("x").isTried());
    }

    @Test
    void models_coverTheStrongerOnes() {
        for (MemoryModel model : MemoryModel.values()) {
            assertTrue(model.covers(model) && model.covers(MemoryModel.SC), model.name());
        }
        assertTrue(MemoryModel.JAM.covers(MemoryModel.TSO) && MemoryModel.LKMM.covers(MemoryModel.TSO));
        assertFalse(MemoryModel.SC.covers(MemoryModel.TSO));
        assertFalse(MemoryModel.TSO.covers(MemoryModel.JAM));
        assertFalse(MemoryModel.JAM.covers(MemoryModel.LKMM) || MemoryModel.LKMM.covers(MemoryModel.JAM));
    }

    @Test
    void sums_keepModelsAndReasonsApart() {
        List<Effort> efforts = List.of(
                new Effort.Exhausted(MemoryModel.SC, SearchBounds.NONE, 5, 1),
                new Effort.Exhausted(MemoryModel.JAM, SearchBounds.NONE, 6, 1),
                new Effort.GaveUp("out of memory", 3, 1),
                new Effort.GaveUp("the budget ended", 4, 1));
        assertEquals(efforts, Effort.sums(efforts));
    }

    @Test
    void sampledSum_hasNoBoundWhereOneHasNone() {
        Effort bounded = new Effort.Sampled(10, 2, 0.7, 1);
        Effort unbounded = new Effort.Sampled(10, 0, null, 1);
        Effort sum = new Effort.Sampled(20, 2, null, 2);
        assertEquals(sum, bounded.plus(unbounded));
        assertEquals(sum, unbounded.plus(bounded));
    }
}
