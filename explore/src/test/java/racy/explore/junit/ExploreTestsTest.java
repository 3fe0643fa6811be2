// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.junit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.explore.shapes.Changed;
import racy.explore.shapes.Graded;
import racy.explore.shapes.Inexact;
import racy.review.MemoryModel;

/** Exploration as somebody else's JUnit tests have it, and what is not green. */
class ExploreTestsTest {
    /** As in README. */
    @TestFactory
    Stream<DynamicTest> fixed_everyModel_isGreen() {
        return ExploreTests.under(MemoryModel.SC, MemoryModel.TSO).of(Changed.Mended.class, Graded.class);
    }

    @TestFactory
    Stream<DynamicTest> preemptions_bounded_areGreenBecauseTheyWereAskedFor() {
        return ExploreTests.under(MemoryModel.SC).within("preemptions=0").of(Changed.Racy.class);
    }

    @Test
    void tests_ofAClass_areItselfAndItsNestedOnes() {
        assertEquals(
                List.of("racy.explore.shapes.Graded.Atomic under SC", "racy.explore.shapes.Graded.Exchanged under SC"),
                names(ExploreTests.under(MemoryModel.SC).of(Graded.class)));
        assertEquals(
                List.of(
                        "racy.explore.shapes.Changed.Racy under SC, within at most 2 preemptions",
                        "racy.explore.shapes.Changed.Racy under TSO, within at most 2 preemptions"),
                names(ExploreTests.under(MemoryModel.SC, MemoryModel.TSO)
                        .within("preemptions=2")
                        .of(Changed.Racy.class)));
    }

    private static List<String> names(Stream<DynamicTest> tests) {
        return tests.map(DynamicTest::getDisplayName).toList();
    }

    @Test
    void forbidden_reachable_isRedWithItsWitness() {
        String said = red(ExploreTests.under(MemoryModel.SC).of(Changed.Racy.class));
        assertTrue(
                said.startsWith("racy.explore.shapes.Changed.Racy reaches what it forbids; exhaustive under SC"), said);
        assertTrue(said.contains("Observation Changed.Racy[1] Sometimes 1 1"), said);
        assertTrue(said.contains("FORBIDDEN: An increment is lost."), said);
        assertTrue(said.contains("reads x = 0 from the initial value"), said);
        assertTrue(said.contains("ExploreTests.assertReplays(Racy.class, \"sc:left="), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    racy.explore.shapes.Shapes$Dies        | reaches what it does not grade
                    racy.explore.shapes.Shapes$LostUpdate  | reaches what it does not grade
                    racy.explore.shapes.Unmodelled$Prints  | is out of model: the static field java.lang.System.out
                    racy.explore.shapes.Unmodelled$Empty   | is out of model
                    racy.explore.shapes.Changed            | The test
                    java.lang.String                       | java.lang.String is out of model
                    """)
    void whatIsNotGreen_isRed(String name, String why) throws ClassNotFoundException {
        Class<?> type = Class.forName(name);
        Stream<DynamicTest> tests = ExploreTests.under(MemoryModel.SC).of(type);
        if (why.equals("The test")) {
            assertEquals(9, tests.count(), "its nested tests");
        } else {
            String said = red(tests);
            assertTrue(said.contains(why), said);
        }
    }

    @ParameterizedTest
    @CsvSource({"states=3, states=3", "'preemptions=0,steps=1', steps=1", "executions=1, executions=1"})
    void bound_hit_isRed(String bounds, String hit) {
        String said = red(ExploreTests.under(MemoryModel.SC).within(bounds).of(Graded.Atomic.class));
        assertTrue(said.contains("was not explored in full: the bound " + hit + " was hit; the bounds are "), said);
    }

    @Test
    void stepsTakenTogether_areRed() {
        String said = red(ExploreTests.under(MemoryModel.SC).of(Inexact.ClonesArray.class));
        assertTrue(said.contains("does not grade") || said.contains("taken as one step"), said);
    }

    @Test
    void nothing_isRefused() {
        assertThrows(IllegalArgumentException.class, ExploreTests::under);
        assertThrows(
                IllegalArgumentException.class,
                () -> ExploreTests.under(MemoryModel.SC).of());
        assertThrows(
                IllegalArgumentException.class,
                () -> ExploreTests.under(MemoryModel.SC).within("speed=1"));
    }

    @Test
    void model_thatTheExplorerLacks_isRed() {
        assertThrows(
                IllegalArgumentException.class,
                () -> ExploreTests.under(MemoryModel.LKMM)
                        .of(Graded.Atomic.class)
                        .findFirst()
                        .orElseThrow()
                        .getExecutable()
                        .execute());
    }

    @Test
    void replay_isGreenUntilTheRaceIsMended() {
        String said = red(ExploreTests.under(MemoryModel.SC).of(Changed.Racy.class));
        String schedule = said.replaceAll("(?s).*Racy.class, \"(.*?)\".*", "$1");
        assertDoesNotThrow(() -> ExploreTests.assertReplays(Changed.Racy.class, schedule, "1"));
        AssertionError mended = assertThrows(
                AssertionError.class, () -> ExploreTests.assertReplays(Changed.Mended.class, schedule, "1"));
        assertTrue(
                mended.getMessage()
                        .startsWith("racy.explore.shapes.Changed.Mended cannot reach 1 in this way: step 1 of the"),
                mended::getMessage);
        AssertionError other =
                assertThrows(AssertionError.class, () -> ExploreTests.assertReplays(Changed.Racy.class, schedule, "2"));
        assertTrue(other.getMessage().contains("has the outcome 1 in this execution, not 2"), other::getMessage);
    }

    /** What the first test says. */
    private static String red(Stream<DynamicTest> tests) {
        DynamicTest first = tests.findFirst().orElseThrow();
        return assertThrows(AssertionError.class, () -> first.getExecutable().execute())
                .getMessage();
    }
}
