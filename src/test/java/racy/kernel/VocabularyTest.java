// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    /** Another driver's words. {@code META-INF/services} names this class. */
    public static final class Bus implements Vocabulary {
        static final Violation BUS_STUCK = Violation.define("BUS_STUCK", "bus held by nobody");

        @Override
        public List<Violation> violations() {
            return List.of(BUS_STUCK);
        }
    }

    @Test
    void word_ofAProvider_isInTheVocabularyAfterOurs() {
        List<Violation> all = Violation.all();
        assertSame(Violation.PM_UNDERFLOW, all.get(0));
        assertTrue(all.indexOf(Bus.BUS_STUCK) > all.indexOf(Violation.DEADLOCK), all::toString);
        assertSame(Bus.BUS_STUCK, Violation.valueOf("BUS_STUCK"));
    }

    @Test
    void word_ofAProvider_isReportedLikeOurs() {
        Violations violations = new Violations();
        violations.report(Bus.BUS_STUCK, "");
        violations.report(Violation.DEADLOCK, "");
        assertEquals("DEADLOCK+BUS_STUCK", violations.toString());
        assertEquals(Set.of(Violation.DEADLOCK, Bus.BUS_STUCK), violations.asSet());
    }

    @Test
    void define_sameWordTwice_isOneWord() {
        assertSame(Bus.BUS_STUCK, Violation.define("BUS_STUCK", "bus held by nobody"));
        assertThrows(IllegalArgumentException.class, () -> Violation.define("BUS_STUCK", "something else"));
    }

    @Test
    void define_malformedName_isRefused() {
        for (String name : List.of("", "none", "A+B", "_A", "A_", "A__B", "1A", "A B")) {
            assertThrows(IllegalArgumentException.class, () -> Violation.define(name, ""), name);
        }
    }

    @Test
    void find_unknownName_isEmpty() {
        assertEquals(Optional.empty(), Violation.find("NO_SUCH_WORD"));
        assertThrows(IllegalArgumentException.class, () -> Violation.valueOf("NO_SUCH_WORD"));
    }
}
