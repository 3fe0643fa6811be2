// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import racy.history.bundle.BundleException;

/** The workers of a night, one at a time. When one breaks, another one goes on with its part. */
final class Workers {
    /** How often a JDK's worker is started again in one sitting. */
    static final int RESTARTS = 5;

    private final Patience patience;
    private final Consumer<String> failures;
    private final AtomicReference<WorkerProcess> current = new AtomicReference<>();
    private volatile boolean finishing;

    /** @param failures told what went wrong, a sentence each */
    Workers(Patience patience, Consumer<String> failures) {
        this.patience = patience;
        this.failures = failures;
    }

    /** How the work of a JDK ended. */
    enum End {
        DONE,
        /** It was told to end early. */
        FINISHED,
        /** The part was begun somewhere else or with something else; here nobody goes on with it. */
        REFUSED,
        /** The JVM of each worker broke, or the engine cannot work with it. */
        BROKEN
    }

    /**
     * What a worker has to do.
     *
     * @param share how long it may take
     * @param again benchmarks to measure again; empty for the part itself
     */
    record Task(Jdks.Installed jdk, Path bundle, Duration share, List<String> again) {
        String name() {
            return "JDK " + jdk.jdk().label() + ": ";
        }
    }

    /** Ends the work from another thread after the fork in hand. */
    void finish() {
        finishing = true;
        Optional.ofNullable(current.get()).ifPresent(WorkerProcess::finish);
    }

    /** Kills the fork in hand too, after {@link #finish}. */
    void kill() {
        finish();
        Optional.ofNullable(current.get()).ifPresent(WorkerProcess::kill);
    }

    boolean isFinishing() {
        return finishing;
    }

    /**
     * Works until the task is done or the workers keep breaking.
     *
     * @throws BundleException if they cannot write to the bundle: nobody could
     */
    End work(NightProcesses processes, Task task, Consumer<WorkerReport> reports) throws BundleException {
        Duration used = Duration.ZERO;
        for (int restarts = 0; !finishing; restarts++) {
            try {
                WorkerProcess worker = WorkerProcess.start(processes, task.jdk(), task.bundle(), used, task.again());
                current.set(worker);
                // Set before finishing is read, and the other way round in finish(): one of the two sees the other.
                if (finishing) {
                    worker.finish();
                }
                List<String> told = new ArrayList<>();
                Duration left = task.share().minus(used);
                WorkerProcess.Ended ended = worker.follow(
                        report -> {
                            if (report.failure() != null) {
                                told.add(report.failure());
                            }
                            reports.accept(report);
                        },
                        patience,
                        left.isNegative() ? Duration.ZERO : left);
                used = used.plus(ended.after());
                Optional<End> end = end(task, worker, ended, told);
                if (end.isPresent()) {
                    return end.get();
                }
            } catch (IOException e) {
                failures.accept(task.name() + "no worker can be started: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                finishing = true;
                processes.kill();
            } finally {
                current.set(null);
            }
            if (restarts == RESTARTS && !finishing) {
                failures.accept(task.name() + "its worker broke " + (restarts + 1) + " times; it is not started again");
                return End.BROKEN;
            }
        }
        return End.FINISHED;
    }

    /** Tells what a worker said and how it ended; empty if its JVM broke. */
    private Optional<End> end(Task task, WorkerProcess worker, WorkerProcess.Ended ended, List<String> told)
            throws BundleException {
        Worker.End end = Worker.End.of(ended.code());
        if (end == Worker.End.CANNOT_WRITE) {
            throw new BundleException(told.isEmpty() ? "cannot write to " + task.bundle() : told.get(0));
        }
        told.forEach(failure -> failures.accept(task.name() + failure));
        if (ended.killed() != null) {
            failures.accept(task.name() + "its worker was killed: " + ended.killed());
        } else if (end == null && !finishing) {
            String said = worker.said().isEmpty() ? "" : ": " + String.join("\n    ", worker.said());
            failures.accept(task.name() + "its worker ended with " + ended.code() + said);
        }
        if (end == Worker.End.DONE) {
            return Optional.of(End.DONE);
        }
        if (end == Worker.End.REFUSED) {
            return Optional.of(End.REFUSED);
        }
        if (end == Worker.End.UNABLE) {
            return Optional.of(End.BROKEN);
        }
        return finishing ? Optional.of(End.FINISHED) : Optional.empty();
    }
}
