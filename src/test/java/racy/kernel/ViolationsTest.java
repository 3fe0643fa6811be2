// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ViolationsTest {
    @Test
    void empty_described_none() {
        Violations violations = new Violations();
        assertTrue(violations.isEmpty());
        assertEquals("none", violations.toString());
        assertEquals(Set.of(), violations.asSet());
    }

    @Test
    void reports_described_inOrderOfTheVocabularyEachOnce() {
        Violations violations = new Violations();
        violations.report(Violation.DEADLOCK, "");
        violations.report(Violation.PM_UNDERFLOW, "");
        violations.report(Violation.DEADLOCK, "");
        assertEquals("PM_UNDERFLOW+DEADLOCK", violations.toString());
        assertTrue(violations.has(Violation.DEADLOCK));
        assertFalse(violations.has(Violation.PM_LEAK));
    }

    @Test
    void everyViolation_reported_isKept() {
        Violations violations = new Violations();
        for (Violation violation : Violation.all()) {
            violations.report(violation, "");
        }
        assertEquals(new TreeSet<>(Violation.all()), violations.asSet());
        violations.clear();
        assertTrue(violations.isEmpty());
    }

    @Test
    void report_subclass_getsTheDetail() {
        List<String> details = new ArrayList<>();
        Violations violations = new Violations() {
            @Override
            protected void reported(Violation violation, String detail) {
                details.add(violation + ": " + detail);
            }
        };
        violations.report(Violation.HW_OVERLAP, "GO");
        assertEquals(List.of("HW_OVERLAP: GO"), details);
    }

    @Test
    void report_concurrent_losesNone() {
        for (int round = 0; round < 20; round++) {
            Violations violations = new Violations();
            Violation[] all = Violation.all().toArray(Violation[]::new);
            Contexts.together(
                    () -> {
                        for (int i = 0; i < all.length; i += 2) {
                            violations.report(all[i], "");
                        }
                    },
                    () -> {
                        for (int i = 1; i < all.length; i += 2) {
                            violations.report(all[i], "");
                        }
                    });
            assertEquals(new TreeSet<>(Violation.all()), violations.asSet());
        }
    }
}
