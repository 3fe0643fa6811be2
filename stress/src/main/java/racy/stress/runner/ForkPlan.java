// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import org.openjdk.jcstress.vm.CompileMode;

/**
 * The endless list of forks of one test, the same for the same seed.
 *
 * <p>The compiler of each actor matters most. So the compile modes come in groups of three. In a group every actor
 * meets every compiler. The group in which all actors have the same compiler comes last. The flags change at each fork
 * and shift at each pass over the modes, so every pair of mode and flags comes up.
 */
final class ForkPlan {
    private final StressTest test;
    private final StressVm vm;
    private final ForkSettings settings;
    private final long seed;
    private final int[] modes;

    ForkPlan(StressTest test, StressVm vm, ForkSettings settings, long seed) {
        this.test = test;
        this.vm = vm;
        this.settings = settings;
        this.seed = seed * 31 + test.name().hashCode();
        this.modes = spread(vm.compileModes(test.actors().size()), test.actors().size(), new Random(this.seed));
    }

    /** The fork of this number. */
    ForkSpec fork(int number) {
        int mode = modes[number % modes.length];
        int turn = number + number / modes.length;
        List<StressVm.Flags> usable = vm.flags().stream()
                .filter(flags -> !flags.onlyWithC2()
                        || CompileMode.hasC2(mode, test.actors().size()))
                .toList();
        StressVm.Flags flags = usable.get(turn % usable.size());
        int stressSeed = new SplittableRandom(seed + number).nextInt(Integer.MAX_VALUE);
        return new ForkSpec(test.name(), number, mode, flags.withSeed(stressSeed), settings(number));
    }

    /**
     * Actors that yield give many samples and few overlaps. Actors that spin give few samples and many overlaps. Which
     * of them shows more depends on the race and the load, so every second fork waits the other way. If there are fewer
     * processors than actors, spinning starves the others.
     */
    private ForkSettings settings(int number) {
        if (test.actors().size() > Runtime.getRuntime().availableProcessors()) {
            return settings.withSpinStyle(SpinLoopStyle.THREAD_YIELD);
        }
        SpinLoopStyle other = settings.spinStyle() == SpinLoopStyle.THREAD_YIELD
                ? SpinLoopStyle.THREAD_SPIN_WAIT
                : SpinLoopStyle.THREAD_YIELD;
        return number % 2 == 0 ? settings : settings.withSpinStyle(other);
    }

    static int[] spread(int[] modes, int actors, Random random) {
        TreeMap<Integer, List<Integer>> byOffsets = new TreeMap<>();
        for (int mode : modes) {
            byOffsets
                    .computeIfAbsent(offsets(mode, actors), key -> new ArrayList<>())
                    .add(mode);
        }
        List<Integer> equalCompilers = byOffsets.remove(0);
        List<List<Integer>> groups = new ArrayList<>(byOffsets.values());
        Collections.shuffle(groups, random);
        if (equalCompilers != null) {
            groups.add(equalCompilers);
        }
        return groups.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
    }

    /** The compilers of the later actors relative to the first one's, as a number in base three; 0 if all are equal. */
    private static int offsets(int mode, int actors) {
        if (mode == CompileMode.UNIFIED) {
            return 0;
        }
        int first = mode % CompileMode.MAX_MODES;
        int rest = mode / CompileMode.MAX_MODES;
        int offsets = 0;
        for (int a = 1; a < actors; a++, rest /= CompileMode.MAX_MODES) {
            int offset = Math.floorMod(rest % CompileMode.MAX_MODES - first, CompileMode.MAX_MODES);
            offsets = offsets * CompileMode.MAX_MODES + offset;
        }
        return offsets;
    }
}
