// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import racy.explore.programs.NaiveInterleavings;
import racy.explore.programs.NaiveJam;
import racy.explore.programs.Program;
import racy.review.MemoryModel;

/**
 * On random programs the explorer finds the same outcomes as a naive enumeration. With {@code -Dracy.explore.programs=N}
 * it tries N programs.
 */
class RandomProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("racy.explore.programs", 40);

    private static final List<String> STRONG =
            List.of("get", "set", "getVolatile", "setVolatile", "getAndAdd", "fullFence");

    private static final List<String> LOADS = List.of("get", "getOpaque", "getAcquire", "getVolatile");
    private static final List<String> STORES = List.of("set", "setOpaque", "setRelease", "setVolatile");
    private static final List<String> OTHERS = List.of(
            "getAndAdd",
            "getAndAddAcquire",
            "getAndAddRelease",
            "getAndSet",
            "fullFence",
            "acquireFence",
            "releaseFence",
            "loadLoadFence",
            "storeStoreFence");

    @ParameterizedTest
    @EnumSource(
            value = MemoryModel.class,
            names = {"SC", "TSO"})
    void randomPrograms_everyInterleaving_asTheEnumeration(MemoryModel model) {
        for (int seed = 0; seed < PROGRAMS; seed++) {
            Program program = Program.random(new Random(seed), STRONG);
            int number = seed;
            assertEquals(
                    NaiveInterleavings.outcomes(program, model),
                    program.explore(model),
                    () -> "seed " + number + ": " + program);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = MemoryModel.class,
            names = {"SC", "TSO"})
    void randomPrograms_fewPreemptions_asTheEnumerationWithSoFew(MemoryModel model) {
        for (int seed = 0; seed < PROGRAMS; seed++) {
            Program program = Program.random(new Random(seed), STRONG);
            for (int most = 0; most <= 2; most++) {
                String which = "seed " + seed + " with " + most + " preemptions: " + program;
                assertEquals(
                        NaiveInterleavings.outcomes(program, model, most),
                        program.explore(model, Bounds.parse("time=1h,preemptions=" + most)),
                        which);
            }
        }
    }

    @Test
    void randomPrograms_jam_asTheEnumeration() {
        List<String> methods = new ArrayList<>(LOADS);
        methods.addAll(LOADS);
        methods.addAll(STORES);
        methods.addAll(STORES);
        methods.addAll(OTHERS);
        for (int seed = 0; seed < 2 * PROGRAMS; seed++) {
            Program program = Program.random(new Random(seed), methods);
            int number = seed;
            assertEquals(
                    NaiveJam.outcomes(program),
                    program.explore(MemoryModel.JAM),
                    () -> "seed " + number + ": " + program);
        }
    }
}
