// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.review.Level;

class GradingTest {
    private static final Set<Violation> DOUBLE_CLAIM = Set.of(Violation.DOUBLE_CLAIM);

    @Test
    void grade_exactBeforeExpressionBeforeDefault() {
        TestInfo info = info();
        info.addCase(new StateCase(Pattern.compile("1, .*"), ACCEPTABLE, "expression"));
        info.addCase(new StateCase(Pattern.compile("1, 1"), FORBIDDEN, "exact"));
        assertEquals("exact", grade(info, "1, 1").description());
        assertEquals("expression", grade(info, "1, 0").description());
        assertFalse(grade(info, "0, 0").graded());
        assertTrue(grade(info, "0, 0").fails());
        info.addCase(new StateCase(Pattern.compile(""), ACCEPTABLE, "default"));
        assertEquals("default", grade(info, "0, 0").description());
        assertFalse(grade(info, "0, 0").fails());
    }

    @Test
    void fails_interestingNever() {
        assertFalse(outcome(ACCEPTABLE_INTERESTING, 5).fails());
        assertTrue(outcome(FORBIDDEN, 1).fails());
        assertFalse(outcome(FORBIDDEN, 0).fails());
        assertTrue(outcome(Expect.UNKNOWN, 1).fails());
    }

    private static Outcome outcome(Expect expect, long count) {
        return new Outcome("x", count, expect, true, false, "");
    }

    private static Outcome grade(TestInfo info, String id) {
        StressTest test = new StressTest(
                "t", List.of("a", "b"), List.of("q"), "", "", DOUBLE_CLAIM, Expectation.SAFE, Level.IDEA, "");
        return Grading.grade(test, info, id, 1);
    }

    private static TestInfo info() {
        return new TestInfo("t", "t", "t", "", 2, List.of("a", "b"), false);
    }
}
