// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FisherTest {
    /** By hand: hypergeometric probabilities, those no greater than the table's own added up. */
    @ParameterizedTest
    @CsvSource({
        "3, 4, 1, 4, 0.485714285714",
        "1, 1, 0, 40, 0.024390243902",
        "1, 1, 0, 6, 0.142857142857",
        "10, 10, 0, 10, 0.000010825088",
        "3, 40, 0, 6, 1.0",
    })
    void p_knownTables_asByHand(int hits, int n, int otherHits, int m, double p) {
        assertEquals(p, Fisher.p(hits, n, otherHits, m), 1e-9);
        assertEquals(p, Fisher.p(otherHits, m, hits, n), 1e-9, "sides do not matter");
    }

    @Test
    void p_nothingToDiffer_isOne() {
        assertEquals(1, Fisher.p(0, 0, 3, 5));
        assertEquals(1, Fisher.p(0, 7, 0, 5));
        assertEquals(1, Fisher.p(7, 7, 5, 5));
    }

    @Test
    void p_moreHitsThanForks_refused() {
        assertThrows(IllegalArgumentException.class, () -> Fisher.p(4, 3, 0, 3));
        assertThrows(IllegalArgumentException.class, () -> Fisher.p(0, 3, -1, 3));
    }

    @Test
    void forksToTell_everySmallTable_isTheLeastThatTells() {
        for (int n = 1; n <= 20; n++) {
            for (int hits = 1; hits <= n; hits++) {
                int forks = Fisher.forksToTell(hits, n).orElseThrow();
                for (int fewer = 1; fewer < forks; fewer++) {
                    assertTrue(Fisher.p(hits, n, 0, fewer) >= Fisher.LEVEL, hits + " of " + n + ", 0 of " + fewer);
                }
                assertTrue(Fisher.p(hits, n, 0, forks) < Fisher.LEVEL, hits + " of " + n + ", 0 of " + forks);
            }
        }
    }

    @Test
    void forksToTell_noHits_neverTells() {
        assertTrue(Fisher.forksToTell(0, 40).isEmpty());
    }
}
