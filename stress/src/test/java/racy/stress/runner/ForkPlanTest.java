// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jcstress.vm.CompileMode;

class ForkPlanTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void spread_everyModeOnce(int actors) {
        int[] modes = CompileMode.casesFor(actors, true, true);
        int[] spread = ForkPlan.spread(modes, actors, new Random(1));
        assertArrayEquals(modes, Arrays.stream(spread).sorted().toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void spread_threeForks_everyActorMeetsEveryCompiler(int actors) {
        for (int seed = 0; seed < 50; seed++) {
            int[] first = Arrays.copyOf(
                    ForkPlan.spread(CompileMode.casesFor(actors, true, true), actors, new Random(seed)), 3);
            for (int a = 0; a < actors; a++) {
                int actor = a;
                assertTrue(Arrays.stream(first).anyMatch(mode -> CompileMode.isInt(mode, actor)));
                assertTrue(Arrays.stream(first).anyMatch(mode -> CompileMode.isC1(mode, actor)));
                assertTrue(Arrays.stream(first).anyMatch(mode -> CompileMode.isC2(mode, actor)));
            }
        }
    }

    @Test
    void spread_equalCompilersLast() {
        int[] spread = ForkPlan.spread(CompileMode.casesFor(2, true, true), 2, new Random(3));
        int[] last = Arrays.copyOfRange(spread, 6, 9);
        assertArrayEquals(new int[] {0, 4, 8}, last);
    }

    @Test
    void spread_sameSeed_sameOrder() {
        int[] modes = CompileMode.casesFor(3, true, true);
        assertArrayEquals(ForkPlan.spread(modes, 3, new Random(7)), ForkPlan.spread(modes, 3, new Random(7)));
        long orders = IntStream.range(0, 20)
                .mapToObj(seed -> Arrays.toString(ForkPlan.spread(modes, 3, new Random(seed))))
                .distinct()
                .count();
        assertTrue(orders > 1, "the seed has no effect");
    }

    @Test
    void spread_unified_kept() {
        int[] unified = {CompileMode.UNIFIED};
        assertArrayEquals(unified, ForkPlan.spread(unified, 2, new Random(0)));
    }

    @Test
    void spread_withoutC1_everyModeOnce() {
        int[] modes = CompileMode.casesFor(2, false, true);
        assertEquals(4, ForkPlan.spread(modes, 2, new Random(0)).length);
    }
}
