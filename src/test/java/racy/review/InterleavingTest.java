// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;

class InterleavingTest {
    private static Step read(String context) {
        return Step.access(context, "READ_ONCE(x)", "X.java:1", "1", "reset");
    }

    @Test
    void rows_actionsAndContextsWithoutAColumn_takeTheWholeRow() {
        Interleaving how = new Interleaving(List.of(
                Step.of("hardware", Step.Kind.ACTION, "interrupts"),
                read("irq"),
                read("reset"),
                Step.of("irq", Step.Kind.ACTION, "is masked"),
                Step.violation("reset", Violation.DOUBLE_CLAIM, "twice", null),
                Step.of("client", Step.Kind.RETURNS, "returns")));
        assertEquals(List.of("irq", "reset"), how.contexts());
        List<Interleaving.Row> rows = how.rows();
        assertEquals(
                List.of(true, false, false, true, false, true),
                rows.stream().map(Interleaving.Row::isWhole).toList());
        assertEquals(1, rows.get(4).column());
        assertTrue(rows.get(4).step().isBad());
        assertFalse(rows.get(1).step().isBad());
        assertEquals("READ_ONCE(x) = 1 from reset", rows.get(1).words());
        assertEquals("irq: is masked", rows.get(3).words());
        assertEquals("client: returns", rows.get(5).words());
    }

    @Test
    void table_moreContextsThanColumns_everyRowNamesItsContext() {
        for (int contexts : List.of(8, 9, 25, 30)) {
            Interleaving how = new Interleaving(IntStream.range(0, contexts)
                    .mapToObj(i -> read("kworker/" + i))
                    .toList());
            List<String> lines = how.lines();
            assertTrue(lines.stream().allMatch(line -> line.length() <= Interleaving.WIDTH));
            if (contexts > 8) {
                assertEquals(List.of(), how.contexts());
                assertEquals("-- kworker/0: READ_ONCE(x) = 1 from reset", lines.get(0));
            }
        }
    }

    @Test
    void tableWithSources_eachStep_hasItsLineAtTheRight() {
        String longest = "ARatherLongNameOfATestStress.java:1234";
        for (int contexts : List.of(2, 8, 9)) {
            Interleaving how = new Interleaving(IntStream.range(0, contexts)
                    .mapToObj(i -> Step.access(
                            "actor" + i,
                            "compares and sets inFlightTask",
                            i == 0 ? longest : "X.java:" + i,
                            "null",
                            "reset"))
                    .toList());
            List<String> lines = how.tableWithSources(96).lines().toList();
            assertTrue(lines.stream().allMatch(line -> line.length() <= 96), lines::toString);
            assertEquals(
                    1, lines.stream().filter(line -> line.endsWith(longest)).count());
            assertEquals(
                    1,
                    lines.stream().filter(line -> line.endsWith("  X.java:1")).count());
            assertFalse(how.table().contains(".java"));
        }
    }
}
