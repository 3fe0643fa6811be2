// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;

/**
 * How busy the machine is. Actors that spin while they wait overlap best on idle processors. On busy processors they
 * take time from the actor that they wait for, and actors that yield give more samples.
 */
final class CpuLoad {
    private static final Path STAT = Path.of("/proc/stat");
    private static final int IDLE_COLUMN = 4;
    private static final int IOWAIT_COLUMN = 5;
    private static final int SAMPLE_MILLIS = 200;
    private static final double BUSY = 0.15;

    private CpuLoad() {}

    /** The best way to wait, given how much of the machine other processes use now. */
    static SpinLoopStyle spinStyle() {
        return busyShare() > BUSY ? SpinLoopStyle.THREAD_YIELD : SpinLoopStyle.THREAD_SPIN_WAIT;
    }

    /** The share of processor time in use over a short time. 1 if it cannot be read. */
    static double busyShare() {
        try {
            long[] before = times();
            Thread.sleep(SAMPLE_MILLIS);
            long[] after = times();
            long idle = after[0] - before[0];
            long all = after[1] - before[1];
            return all <= 0 ? 1 : 1 - (double) idle / all;
        } catch (IOException | NumberFormatException e) {
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static long[] times() throws IOException {
        try (var lines = Files.lines(STAT)) {
            String[] columns = lines.findFirst().orElse("").split("\\s+");
            if (columns.length <= IOWAIT_COLUMN) {
                throw new IOException(STAT + " has no times");
            }
            long idle = Long.parseLong(columns[IDLE_COLUMN]) + Long.parseLong(columns[IOWAIT_COLUMN]);
            long all = Arrays.stream(columns, 1, Math.min(columns.length, 9))
                    .mapToLong(Long::parseLong)
                    .sum();
            return new long[] {idle, all};
        }
    }
}
