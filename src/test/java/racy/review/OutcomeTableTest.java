// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;
import racy.review.OutcomeTable.Case;
import racy.review.OutcomeTable.Grade;

class OutcomeTableTest {
    private static final Set<Violation> DOUBLE_CLAIM = Set.of(Violation.DOUBLE_CLAIM);

    @Test
    void violations_setOfNames_parsed() {
        assertEquals(Optional.of(new TreeSet<>()), OutcomeTable.violations("none"));
        assertEquals(
                Optional.of(Set.of(Violation.DOUBLE_CLAIM, Violation.PM_UNDERFLOW)),
                OutcomeTable.violations("DOUBLE_CLAIM+PM_UNDERFLOW"));
        assertEquals(Optional.empty(), OutcomeTable.violations("1, 0"));
        assertEquals(Optional.empty(), OutcomeTable.violations("DOUBLE_CLAIM+"));
        assertEquals(Optional.empty(), OutcomeTable.violations("DOUBLE_CLAIM, 1"));
    }

    @Test
    void isHit_violationSet_onlyWithOneLookedFor() {
        assertTrue(OutcomeTable.isHit(DOUBLE_CLAIM, "PM_UNDERFLOW+DOUBLE_CLAIM", Grade.ACCEPTABLE_INTERESTING));
        assertFalse(OutcomeTable.isHit(DOUBLE_CLAIM, "PM_UNDERFLOW", Grade.FORBIDDEN));
        assertFalse(OutcomeTable.isHit(DOUBLE_CLAIM, "none", Grade.FORBIDDEN));
    }

    @Test
    void isHit_otherOutcome_byGrade() {
        assertTrue(OutcomeTable.isHit(DOUBLE_CLAIM, "1, 1", Grade.ACCEPTABLE_INTERESTING));
        assertTrue(OutcomeTable.isHit(Set.of(), "DOUBLE_CLAIM", Grade.FORBIDDEN));
        assertFalse(OutcomeTable.isHit(DOUBLE_CLAIM, "1, 0", Grade.ACCEPTABLE));
    }

    @Test
    void grade_exactBeforeExpressionBeforeDefault() {
        Case expression = new Case("1, .*", Grade.ACCEPTABLE, "expression");
        Case exact = new Case("1, 1", Grade.FORBIDDEN, "exact");
        Case otherwise = new Case("", Grade.ACCEPTABLE, "default");
        OutcomeTable table = new OutcomeTable(List.of(expression, exact), otherwise);
        assertEquals(Optional.of(exact), table.grade("1, 1"));
        assertEquals(Optional.of(expression), table.grade("1, 0"));
        assertEquals(Optional.of(otherwise), table.grade("0, 0"));
        assertEquals(Optional.empty(), new OutcomeTable(List.of(expression), null).grade("0, 0"));
    }
}
