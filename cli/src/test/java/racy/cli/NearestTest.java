// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void distance_knownPairs() {
        assertEquals(0, Nearest.distance("", ""));
        assertEquals(3, Nearest.distance("", "abc"));
        assertEquals(3, Nearest.distance("kitten", "sitting"));
        assertEquals(1, Nearest.distance("irq", "irqs"));
    }

    @Test
    void to_nearestFirst_unrelatedNever() {
        List<String> names = List.of("XchgXchg", "XchgThrice", "CmpxchgBoth", "FenceSignal");
        assertEquals("XchgXchg", Nearest.to("xchgxhcg", names).get(0));
        assertEquals(List.of(), Nearest.to("zzz", names));
    }
}
