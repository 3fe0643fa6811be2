// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.explore.jcstress.JcstressTests;
import racy.explore.shapes.Verdicts;
import racy.review.MemoryModel;

/** The verdict on a test: what it can do, against how it grades that. */
class AgreementTest {
    private static final ClassLoader SOURCE = AgreementTest.class.getClassLoader();

    @ParameterizedTest
    @CsvSource({
        "AsGraded,    '',              AS_GRADED",
        "AcceptsMore, '',              ACCEPTABLE_UNREACHABLE",
        "Forbids,     '',              FORBIDDEN_REACHABLE",
        "GradesLess,  '',              UNGRADED_REACHABLE",
        "Unknown,     '',              UNGRADED_REACHABLE",
        "AsGraded,    states=2,        GAVE_UP",
        // What was found before it gave up counts; what was not found does not.
        "Forbids,     executions=1,    FORBIDDEN_REACHABLE",
        "Forbids,     states=2,        GAVE_UP",
        "Unknown,     executions=1,    UNGRADED_REACHABLE",
        "AcceptsMore, states=2,        GAVE_UP",
        "AcceptsMore, preemptions=0,   AS_GRADED",
        "NoSuch,      '',              OUT_OF_MODEL",
    })
    void test_exploredSoFar_hasThisVerdict(String name, String bounds, Agreement verdict) {
        ExploredTest test = explore(name, bounds);
        assertEquals(verdict, test.agreement(), () -> test.rows().toString());
    }

    @Test
    void rows_countHitsAndMissesOfFinalStates() {
        List<ExploredTest.Row> rows = explore("AsGraded", "").rows();
        assertEquals(
                List.of("0", "1", "2"),
                rows.stream().map(ExploredTest.Row::outcome).toList());
        assertEquals(
                List.of("Sometimes 1 1", "Sometimes 1 1", "Never 0 2"),
                rows.stream().map(ExploredTest.Row::observed).toList());
        assertEquals(
                "Always 1 0", explore("AsGraded", "executions=1").rows().get(0).observed());
    }

    @Test
    void shortName_isWithoutThePackage() {
        assertEquals("Outer.Inner", named("some.pack_age.Outer.Inner").shortName());
        assertEquals("Outer", named("Outer").shortName());
        assertEquals("lower", named("lower").shortName());
        assertEquals("lower", named("some.lower").shortName());
    }

    private static ExploredTest named(String name) {
        return new ExploredTest(name, null, "made up", List.of());
    }

    @Test
    void verdict_everyOne_isBadOrOpenOrNeither() {
        for (Agreement each : Agreement.values()) {
            assertFalse(each.isBad() && each.isOpen(), each::words);
        }
        assertTrue(Agreement.OUT_OF_MODEL.isOpen() && Agreement.GAVE_UP.isOpen());
    }

    private static ExploredTest explore(String name, String bounds) {
        Explorer explorer =
                new Explorer(SOURCE, MemoryModel.SC, bounds.isEmpty() ? Bounds.DEFAULT : Bounds.parse(bounds));
        return ExploredTest.of(
                explorer, new JcstressTests(SOURCE), name, Verdicts.class.getName() + "$" + name, () -> false);
    }
}
