// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.List;
import java.util.Objects;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;

/**
 * How a fork samples.
 *
 * @param millis duration of an iteration
 * @param iterations number of iterations in a fork
 * @param strideSize samples between two meetings of the actors
 * @param strideCount strides over which a set of states is spread
 * @param spinStyle how an actor waits for the others
 * @param heapMegabytes heap of a fork; the same for all forks of a process
 */
public record ForkSettings(
        int millis, int iterations, int strideSize, int strideCount, SpinLoopStyle spinStyle, int heapMegabytes) {
    /** The longest that a fork may sample. A stored run names its settings, and a replay takes them. */
    private static final int MOST_MILLIS = 600_000;

    private static final int MOST_STRIDES = 1_000_000;
    private static final int MOST_HEAP = 32_768;

    public ForkSettings {
        Objects.requireNonNull(spinStyle, "spinStyle");
        check("millis", millis, MOST_MILLIS);
        check("iterations", iterations, MOST_MILLIS / millis);
        check("strideSize", strideSize, MOST_STRIDES);
        check("strideCount", strideCount, MOST_STRIDES / strideSize);
        check("heapMegabytes", heapMegabytes, MOST_HEAP);
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", and may be 1 to " + most);
        }
    }

    /** Short forks: many JVMs and compilations, not long iterations in a few. */
    public static ForkSettings standard(SpinLoopStyle spinStyle) {
        return new ForkSettings(250, 1, 64, 10, spinStyle, 128);
    }

    /** The same settings with another way to wait. */
    ForkSettings withSpinStyle(SpinLoopStyle style) {
        return new ForkSettings(millis, iterations, strideSize, strideCount, style, heapMegabytes);
    }

    /** The settings as options of JCStress's command line. */
    List<String> toArguments() {
        return List.of(
                "-time", Integer.toString(millis),
                "-iters", Integer.toString(iterations),
                "-strideSize", Integer.toString(strideSize),
                "-strideCount", Integer.toString(strideCount),
                "-spinStyle", spinStyle.name(),
                "-hs", Integer.toString(heapMegabytes),
                "-pth", "false",
                "-af", "NONE");
    }

    /**
     * How many samples of a fork count. With hits, all of them, although calibration may have made some hits. Without
     * hits, only those that are surely not from calibration.
     */
    public long samples(long hits, long total) {
        return hits > 0 ? total : Math.max(0, total - calibrationSamples());
    }

    /**
     * The largest number of samples that JCStress takes to choose the stride, before the actors are synchronised. It
     * takes one to try the test, then five of each size of a growing series. Its totals include them.
     */
    public long calibrationSamples() {
        int limit = strideSize * strideCount;
        long samples = 1;
        for (int size = 1; ; size = Math.max((int) (size * 1.2), size + 1)) {
            samples += 5L * size;
            if (size >= limit) {
                return samples;
            }
        }
    }
}
