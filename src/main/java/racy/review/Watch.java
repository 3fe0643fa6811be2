// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Follows an engine's work and can end it. Safe to use from several threads. */
public final class Watch {
    private final Consumer<Progress> progress;
    private final Consumer<String> warnings;
    private final List<Runnable> onStop = new ArrayList<>();
    private boolean stopped;

    /**
     * @param progress told where the engine stands, in the engine's thread
     * @param warnings told what the engine had to leave out, a sentence each
     */
    public Watch(Consumer<Progress> progress, Consumer<String> warnings) {
        this.progress = progress;
        this.warnings = warnings;
    }

    /** Nobody looks. */
    public static Watch silent() {
        return new Watch(where -> {}, warning -> {});
    }

    /** The engine says where it stands. */
    public void progress(Progress where) {
        progress.accept(where);
    }

    /** The engine had to leave something out. */
    public void warn(String warning) {
        warnings.accept(warning);
    }

    /** Asks the engine to end soon; what it found until then it returns. */
    public void stop() {
        List<Runnable> actions;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            actions = List.copyOf(onStop);
        }
        actions.forEach(Runnable::run);
    }

    /** Whether {@link #stop} was called. */
    public synchronized boolean isStopped() {
        return stopped;
    }

    /** Runs {@code action} when {@link #stop} is called, or now if it was. */
    public void onStop(Runnable action) {
        synchronized (this) {
            if (!stopped) {
                onStop.add(action);
                return;
            }
        }
        action.run();
    }
}
