// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.sample;

import java.util.List;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSettings;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.Outcome;

/** Short ways to write down what a fork did: one a second, each for a quarter of one. */
public final class SampleForks {
    /** So few samples of calibration that small numbers will do. */
    private static final ForkSettings SETTINGS = new ForkSettings(250, 1, 4, 1, SpinLoopStyle.THREAD_YIELD, 128);

    private static final String COMPILE = "irq C1, reset C2";

    private SampleForks() {}

    public static ForkSpec spec(String test, int number) {
        return new ForkSpec(test, number, 1, List.of("-XX:StressSeed=" + number), SETTINGS);
    }

    /** A fork that ran to its end. */
    public static ForkRecord normal(String test, int number, List<Outcome> outcomes, long samples) {
        long total = outcomes.stream().mapToLong(Outcome::count).sum();
        return new ForkRecord(
                spec(test, number),
                COMPILE,
                Status.NORMAL,
                total,
                samples,
                outcomes,
                1000L * number,
                250,
                List.of(),
                List.of());
    }

    /** A fork whose JVM died after half a second. */
    public static ForkRecord crash(String test, int number, List<String> messages, List<String> output) {
        return new ForkRecord(
                spec(test, number), COMPILE, Status.VM_ERROR, 0, 0, List.of(), 1000L * number, 500, messages, output);
    }
}
