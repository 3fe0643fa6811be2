// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.List;
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
