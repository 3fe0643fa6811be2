// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.explore.jcstress.JcstressTests;
import racy.explore.shapes.Inexact;
import racy.explore.shapes.Traps;
import racy.review.MemoryModel;

/** Tests that an explorer easily gets wrong: each has these outcomes and no other, or is not said to be exhausted. */
class TrapsTest {
    private static final ClassLoader SOURCE = TrapsTest.class.getClassLoader();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CountsTurns            | 0; 1; 2; 3; 4; 5; 6; 7
                    CountsTurnsInResult    | 0; 1; 2; 3; 4; 5; 6; 7
                    CountsTurnsInObject    | 0; 1; 2; 3; 4; 5; 6; 7
                    UsesTurn               | 0; 1; 2; 3; 4; 9
                    ReadsTwice             | 1
                    TwoLimits              | 2, 2
                    GivesUpThenLocks       | 1; 2
                    WaitsInVain            | 1; STALE
                    LateStatics            | 1; 2
                    EqualHashes            | -1; 0
                    EqualTextHashes        | Aa; BB
                    EqualBoxes             | false, true; true, false
                    LocksResult            | 1, 2; 2, 1
                    StoresThenLocks        | 1, 2; 2, 1
                    Overrides              | 0
                    CallsDeeply            | 1500; 1501
                    Library                | 01intLibraryint[]
                    """)
    void trap_everyModel_hasTheseOutcomes(String trap, String outcomes) {
        for (MemoryModel model : new MemoryModel[] {MemoryModel.SC, MemoryModel.TSO, MemoryModel.JAM}) {
            Exploration exploration = explore(Traps.class, trap, model);
            assertTrue(exploration.isExhaustive(), exploration::gaveUp);
            assertEquals(set(outcomes), exploration.outcomes().keySet(), model::toString);
            assertEquals(set(outcomes), exploration.witnesses().keySet(), model::toString);
        }
    }

    /** A plain load may see an older value than the one before it. */
    @Test
    void trap_finalFieldOfAnObjectThatEscapes_isLikeAPlainOne() {
        Set<String> strong = set("0, 0; 0, 1; 1, 1; 9, 9");
        assertEquals(
                strong,
                explore(Traps.class, "EscapesFromConstructor", MemoryModel.SC)
                        .outcomes()
                        .keySet());
        assertEquals(
                strong,
                explore(Traps.class, "EscapesFromConstructor", MemoryModel.TSO)
                        .outcomes()
                        .keySet());
        assertEquals(
                set("0, 0; 0, 1; 1, 0; 1, 1; 9, 9"),
                explore(Traps.class, "EscapesFromConstructor", MemoryModel.JAM)
                        .outcomes()
                        .keySet());
    }

    /** Each turn adds a store, so that no execution graph is the last one. */
    @Test
    void trap_loopThatStoresInEachTurn_isNotExhaustiveUnderJam() {
        assertEquals(
                set("1"),
                explore(Traps.class, "Toggles", MemoryModel.SC).outcomes().keySet());
        assertEquals(
                set("1"),
                explore(Traps.class, "Toggles", MemoryModel.TSO).outcomes().keySet());
        Set<String> both = set("STALE; TERMINATED");
        assertEquals(
                both,
                explore(Traps.class, "UndoesSignal", MemoryModel.SC).outcomes().keySet());
        assertEquals(
                both,
                explore(Traps.class, "UndoesSignal", MemoryModel.TSO).outcomes().keySet());
        var test = new JcstressTests(SOURCE).read("UndoesSignal", Traps.class.getName() + "$UndoesSignal");
        Exploration jam = new Explorer(SOURCE, MemoryModel.JAM, 20).explore(test, () -> false);
        assertEquals("the bound states=20 was hit", jam.gaveUp());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ClonesArray   | taken as one step: a copy
                    CopiesArray   | taken as one step: a copy
                    FillsArray    | taken as one step: a copy
                    ClonesObject  | taken as one step: a copy
                    AsksSetOrder  | of several possible ones only one was taken: the order of Set.of
                    HashesObjects | of several possible ones only one was taken: identity hash codes
                    CountsForEver | the bound states=20000 was hit
                    TurnsLong     | taken as one step: a waiting loop that turns
                    """)
    void test_whoseStepsAreNotAllTaken_isNotExhaustive(String name, String why) {
        Exploration exploration = explore(Inexact.class, name, MemoryModel.SC);
        assertFalse(exploration.isExhaustive(), () -> "outcomes: " + exploration.outcomes());
        assertTrue(exploration.gaveUp().startsWith(why), exploration::gaveUp);
    }

    @Test
    void witness_ofALoopThatWaitsInVain_saysWhatItReads() {
        String table = explore(Traps.class, "WaitsInVain", MemoryModel.SC)
                .witnesses()
                .get(Explorer.STALE)
                .table();
        assertTrue(table.contains("reads asked = 0"), table);
        assertTrue(table.contains("STALE"), table);
    }

    private static Set<String> set(String outcomes) {
        return new TreeSet<>(Arrays.asList(outcomes.split("; ")));
    }

    private static Exploration explore(Class<?> in, String name, MemoryModel model) {
        var test = new JcstressTests(SOURCE).read(name, in.getName() + "$" + name);
        return new Explorer(SOURCE, model, 20_000).explore(test, () -> false);
    }
}
