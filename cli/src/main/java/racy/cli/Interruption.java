// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a command that is interrupted by a signal stop its work and say what it measured. */
final class Interruption {
    private static final long PATIENCE_SECONDS = 5;
    private static final CountDownLatch DONE = new CountDownLatch(1);

    private Interruption() {}

    /** On SIGINT or SIGTERM: stops, then waits for the command to finish its report. */
    static void onSignal(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (DONE.getCount() > 0) {
                stop.run();
                await();
            }
        }));
    }

    /** The command has reported. */
    static void settle() {
        DONE.countDown();
    }

    private static void await() {
        try {
            DONE.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
