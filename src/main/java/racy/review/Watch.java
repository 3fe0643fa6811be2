// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Follows the work of an engine and can stop it. Safe to use from several threads. */
public final class Watch {
    private final Consumer<Progress> progress;
    private final Consumer<String> warnings;
    private final List<Runnable> onStop = new ArrayList<>();
    private boolean stopped;

    /**
     * @param progress is told how far the engine has come, in the engine's thread
     * @param warnings is told what the engine had to leave out, one sentence each
     */
    public Watch(Consumer<Progress> progress, Consumer<String> warnings) {
        this.progress = progress;
        this.warnings = warnings;
    }

    /** A watch that ignores everything. */
    public static Watch silent() {
        return new Watch(where -> {}, warning -> {});
    }

    /** The engine says how far it has come. */
    public void progress(Progress where) {
        progress.accept(where);
    }

    /** The engine had to leave something out. */
    public void warn(String warning) {
        warnings.accept(warning);
    }

    /** Asks the engine to end soon. It then returns what it found until then. */
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

    /** Runs {@code action} when {@link #stop} is called. If it was called already, runs it now. */
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
