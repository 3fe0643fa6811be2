// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JdkBudgetTest {
    private static final Map<String, Duration> COSTS =
            Map.of("dear", Duration.ofMinutes(9), "cheap", Duration.ofMinutes(1), "floor", Duration.ofMinutes(1));
    private static final List<String> NAMES = List.of("dear", "floor", "cheap");

    @Test
    void of_twoJdks_halfEachAndTheCheapestBenchmarksThatFit() {
        JdkBudget share = JdkBudget.of(Duration.ofMinutes(40), 2, NAMES, COSTS);
        assertEquals(Duration.ofMinutes(20), share.time());
        assertEquals(List.of("cheap", "floor"), share.benchmarks());
        assertEquals(Duration.ofMinutes(2), share.benchTime());
        assertEquals(Duration.ofMinutes(17), share.stress(Duration.ofMinutes(1)));
    }

    @Test
    void of_enough_allAndNoMoreThanTheirPart() {
        Duration budget = JdkBudget.budgetFor(Duration.ofMinutes(11), 2);
        assertEquals(Duration.ofMinutes(55), budget);
        assertEquals(3, JdkBudget.of(budget, 2, NAMES, COSTS).benchmarks().size());
        assertTrue(JdkBudget.of(budget.minusSeconds(1), 2, NAMES, COSTS)
                        .benchmarks()
                        .size()
                < 3);
    }

    @Test
    void of_tooLittle_noneAndStressHasWhatThereIs() {
        JdkBudget share = JdkBudget.of(Duration.ofMinutes(2), 1, NAMES, COSTS);
        assertEquals(List.of(), share.benchmarks());
        assertEquals(Duration.ofMinutes(2), share.stress(Duration.ZERO));
        assertEquals(Duration.ZERO, share.stress(Duration.ofMinutes(3)));
    }
}
