// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.explore.jcstress.JcstressTests;
import racy.explore.shapes.Shapes;
import racy.review.MemoryModel;
import racy.review.Step;

/** Every outcome of tests that are known, and no other. */
class ShapesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    StoreBuffering         | 0, 1; 1, 0; 1, 1                   | 0, 0; 0, 1; 1, 0; 1, 1 | 0, 0; 0, 1; 1, 0; 1, 1
                    StoreBufferingVolatile | 0, 1; 1, 0; 1, 1                   | 0, 1; 1, 0; 1, 1 | 0, 1; 1, 0; 1, 1
                    StoreBufferingFence    | 0, 1; 1, 0; 1, 1                   | 0, 1; 1, 0; 1, 1 | 0, 1; 1, 0; 1, 1
                    StoreBufferingOneFence | 0, 1; 1, 0; 1, 1                   | 0, 0; 0, 1; 1, 0; 1, 1 | 0, 0; 0, 1; 1, 0; 1, 1
                    StoreBufferingMonitors | 0, 1; 1, 0; 1, 1                   | 0, 1; 1, 0; 1, 1 | 0, 0; 0, 1; 1, 0; 1, 1
                    OwnStoreFirst          | 1, 0, 1, 1; 1, 1, 1, 0; 1, 1, 1, 1 | 1, 0, 1, 0; 1, 0, 1, 1; 1, 1, 1, 0; 1, 1, 1, 1 | 1, 0, 1, 0; 1, 0, 1, 1; 1, 1, 1, 0; 1, 1, 1, 1
                    MessagePassing         | 0, 0; 0, 1; 1, 1                   | 0, 0; 0, 1; 1, 1 | 0, 0; 0, 1; 1, 0; 1, 1
                    LoadBuffering          | 0, 0; 0, 1; 1, 0                   | 0, 0; 0, 1; 1, 0 | 0, 0; 0, 1; 1, 0; 1, 1
                    LostUpdate             | 1; 2                               | 1; 2 | 1; 2
                    AtomicUpdate           | 0, 1; 1, 0                         | 0, 1; 1, 0 | 0, 1; 1, 0
                    CompareAndSetLoop      | 0, 1, 2; 1, 0, 2                   | 0, 1, 2; 1, 0, 2 | 0, 1, 2; 1, 0, 2
                    SpinLock               | 1, 2; 2, 1                         | 1, 2; 2, 1 | 1, 2; 2, 1
                    GivesUp                | 1; 2                               | 1; 2 | 1; 2
                    Counts                 | 0; 1; 2; 3; 4                      | 0; 1; 2; 3; 4 | 0; 1; 2; 3; 4
                    MonitorUpdate          | 1, 2; 2, 1                         | 1, 2; 2, 1 | 1, 2; 2, 1
                    SynchronizedArbiter    | 2                                  | 2 | 2
                    Deadlock               | 1, 2; 2, 1; STALE                  | 1, 2; 2, 1; STALE | 1, 2; 2, 1; STALE
                    MissedNotification     | 1; STALE                           | 1; STALE | 1; STALE
                    Notification           | 1                                  | 1 | 1
                    MissedUnpark           | 1; STALE                           | 1; STALE | 1; STALE
                    Unpark                 | 1                                  | 1 | 1
                    Polled                 | TERMINATED                         | TERMINATED | TERMINATED
                    Catches                | -10; 10                            | -10; 10 | -10; 10
                    Language               | green 1; red 0                     | green 1; red 0 | green 1; red 0
                    ArrayElements          | 0, 1; 1, 0; 1, 1                   | 0, 0; 0, 1; 1, 0; 1, 1 | 0, 0; 0, 1; 1, 0; 1, 1
                    Locked                 | 1, 2; 2, 1                         | 1, 2; 2, 1 | 1, 2; 2, 1
                    LatchAndSemaphore      | true, true                         | true, true | true, true
                    Mapped                 | 1, 11; 10, 10                      | 1, 11; 10, 10 | 1, 11; 10, 10
                    """)
    void shape_everyModel_hasTheseOutcomes(String shape, String sc, String tso, String jam) {
        assertEquals(set(sc), outcomes(shape, MemoryModel.SC), "SC");
        assertEquals(set(tso), outcomes(shape, MemoryModel.TSO), "TSO");
        assertEquals(set(jam), outcomes(shape, MemoryModel.JAM), "JAM");
    }

    @Test
    void exception_ofAnActor_isAnOutcomeOfItsOwn() {
        assertEquals(
                Set.of("0", "EXCEPTION java.lang.ArrayIndexOutOfBoundsException"), outcomes("Dies", MemoryModel.SC));
    }

    @Test
    void independentReads_everyModel_neverDisagree() {
        for (MemoryModel model : new MemoryModel[] {MemoryModel.SC, MemoryModel.TSO}) {
            Set<String> outcomes = outcomes("IndependentReads", model);
            assertEquals(15, outcomes.size(), outcomes::toString);
            assertTrue(!outcomes.contains("1, 0, 1, 0"), outcomes::toString);
        }
    }

    @Test
    void witness_ofALostUpdate_hasTwoSwitchesAndSaysWhoWroteWhat() {
        Exploration exploration = explore("LostUpdate", MemoryModel.SC);
        var steps = exploration.witnesses().get("1").steps();
        assertEquals(5, steps.size(), steps::toString);
        Step first = steps.get(0);
        assertEquals("reads x", first.what());
        assertEquals("0", first.value());
        assertEquals("the initial value", first.readFrom());
        assertTrue(first.source().startsWith("Shapes.java:"), first::source);
        assertEquals("at the end", steps.get(4).context());
        assertEquals("1", steps.get(4).what());
    }

    @Test
    void witness_ofStoreBuffering_showsTheStoresReachTheMemoryLate() {
        Exploration exploration = explore("StoreBuffering", MemoryModel.TSO);
        String table = exploration.witnesses().get("0, 0").table();
        assertTrue(table.contains("its store to x reaches the memory"), table);
        assertTrue(table.indexOf("reads y = 0") < table.indexOf("its store to x reaches"), table);
    }

    @Test
    void witness_ofPlainLoadBuffering_saysThatAStoreComesLater() {
        Exploration exploration = explore("LoadBuffering", MemoryModel.JAM);
        var steps = exploration.witnesses().get("1, 1").steps();
        assertTrue(
                steps.stream().anyMatch(each -> String.valueOf(each.readFrom()).endsWith(", which stores it later")),
                steps::toString);
    }

    @Test
    void witness_ofAStaleLoad_saysThatItIsNotTheNewest() {
        Exploration exploration = explore("MessagePassing", MemoryModel.JAM);
        var steps = exploration.witnesses().get("1, 0").steps();
        assertTrue(
                steps.stream().anyMatch(each -> "the initial value, not the newest".equals(each.readFrom())),
                steps::toString);
    }

    @Test
    void limits_ofStatesAndTime_areSaid() {
        JcstressTests tests = new JcstressTests(getClass().getClassLoader());
        var test = tests.read("StoreBuffering", Shapes.class.getName() + "$StoreBuffering");
        Exploration few = new Explorer(getClass().getClassLoader(), MemoryModel.SC, 3).explore(test, () -> false);
        assertEquals("the bound states=3 was hit", few.gaveUp());
        var big = tests.read("IndependentReads", Shapes.class.getName() + "$IndependentReads");
        Exploration late =
                new Explorer(getClass().getClassLoader(), MemoryModel.SC, 1_000_000).explore(big, () -> true);
        assertEquals("it was interrupted", late.gaveUp());
    }

    @Test
    void canaries_everyModel_sing() {
        for (MemoryModel model : new MemoryModel[] {MemoryModel.SC, MemoryModel.TSO, MemoryModel.JAM}) {
            assertTrue(
                    Canaries.problem(model).isEmpty(),
                    () -> Canaries.problem(model).toString());
        }
    }

    private static Set<String> set(String outcomes) {
        return new TreeSet<>(Arrays.asList(outcomes.split("; ")));
    }

    private static Set<String> outcomes(String shape, MemoryModel model) {
        Exploration exploration = explore(shape, model);
        assertTrue(exploration.isExhaustive(), exploration::gaveUp);
        assertEquals(exploration.outcomes().keySet(), exploration.witnesses().keySet());
        return exploration.outcomes().keySet();
    }

    private static Exploration explore(String shape, MemoryModel model) {
        ClassLoader source = ShapesTest.class.getClassLoader();
        var test = new JcstressTests(source).read(shape, Shapes.class.getName() + "$" + shape);
        return new Explorer(source, model, 1_000_000).explore(test, () -> false);
    }
}
