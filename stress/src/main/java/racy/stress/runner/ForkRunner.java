// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.TestExecutor;
import org.openjdk.jcstress.Verbosity;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.Scheduler;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.os.topology.PresetRegularTopology;
import org.openjdk.jcstress.os.topology.Topology;
import org.openjdk.jcstress.os.topology.TopologyParseException;

/**
 * Runs one fork. It sets no affinity. It tells JCStress that there are {@value #CORES} cores, whatever the machine has, or
 * more if the test has more actors. Otherwise JCStress would skip a test with more actors than cores without a word, or
 * wait for ever. A fork that hangs is made to print its threads and is killed.
 */
final class ForkRunner {
    /** The largest number of actors that Racy's own tests have. */
    static final int CORES = 4;

    /**
     * The time for start, stop and calibration, besides the iterations. JCStress's own limit is 30 s for each of them.
     */
    private static final long GRACE_MILLIS = 45_000;

    private static final int OUTPUT_LINES = 60;

    static final String MARK = "-Dracy.fork.of=";

    private static final AtomicInteger RUNNERS = new AtomicInteger();

    /** On the command line of each fork of this runner, so that the runner ends these forks and no other process. */
    private final String mark = MARK + RUNNERS.incrementAndGet();

    private final long runStart;

    /** Unlike a timer, it does not look at the clock of the machine, which may be set back while a fork hangs. */
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "racy-fork-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    /** @param runStart when the run started, by {@link System#nanoTime} */
    ForkRunner(long runStart) {
        this.runStart = runStart;
    }

    /** Runs the fork to its end, its failure or its limit. */
    ForkRecord run(StressTest test, ForkSpec spec) throws StressException {
        return run(
                test,
                spec,
                GRACE_MILLIS + 20L * spec.settings().millis() * spec.settings().iterations());
    }

    ForkRecord run(StressTest test, ForkSpec spec, long limitMillis) throws StressException {
        TestInfo info = ListedTests.info(spec.test());
        int cores = Math.max(CORES, info.threads());
        Topology topology = topology(cores);
        SchedulingClass anywhere = new SchedulingClass(AffinityMode.NONE, info.threads(), topology.nodeType());
        TestConfig config = new TestConfig(
                StressVm.options(spec.settings()), info, spec.fork(), marked(spec), spec.compileMode(), anywhere);
        AtomicReference<TestResult> sink = new AtomicReference<>();
        Watch watch = new Watch();
        Future<?> limit = watchdog.schedule(watch, limitMillis, TimeUnit.MILLISECONDS);
        long start = System.nanoTime();
        try {
            new TestExecutor(new Verbosity(0), sink::set, new Scheduler(topology, cores)).runAll(List.of(config));
        } catch (IOException e) {
            throw new StressException("cannot listen for the forks on the loopback interface: " + e.getMessage(), e);
        } finally {
            limit.cancel(false);
        }
        long wall = millisSince(start);
        TestResult result = Optional.ofNullable(sink.get())
                .orElseThrow(() -> new StressException("JCStress gave no result for a fork of " + spec.test()));
        return record(test, info, spec, result, watch.fired, wall);
    }

    /** Kills the fork that is running, if any. */
    void killForks() {
        forks().forEach(ProcessHandle::destroyForcibly);
    }

    private List<String> marked(ForkSpec spec) {
        List<String> args = new ArrayList<>(spec.jvmArgs());
        args.add(mark);
        return args;
    }

    private List<ProcessHandle> forks() {
        return ProcessHandle.current()
                .children()
                .filter(child -> arguments(child).contains(mark))
                .toList();
    }

    /**
     * Read from the kernel if it shows them, because a JDK cannot read a command line as long as a class path may be.
     */
    static List<String> arguments(ProcessHandle process) {
        try {
            return List.of(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .split("\0"));
        } catch (IOException e) {
            return List.of(process.info().arguments().orElse(new String[0]));
        }
    }

    private ForkRecord record(
            StressTest test, TestInfo info, ForkSpec spec, TestResult result, boolean killed, long wallMillis) {
        Status status = killed ? Status.TIMEOUT_ERROR : result.status();
        List<Outcome> outcomes = result.getStateKeys().stream()
                .sorted()
                .map(id -> Grading.grade(test, info, id, result.getCount(id)))
                .toList();
        long total = result.getTotalCount();
        long hits =
                outcomes.stream().filter(Outcome::hit).mapToLong(Outcome::count).sum();
        List<String> messages = new ArrayList<>(result.getMessages());
        if (killed) {
            messages.add("killed after " + wallMillis + " ms without an end; its threads are in the output");
        }
        List<String> output = new ArrayList<>();
        if (status != Status.NORMAL) {
            output.addAll(tail(result.getVmOut()));
            output.addAll(tail(result.getVmErr()));
        }
        return new ForkRecord(
                spec,
                StressVm.describe(spec.compileMode(), info.actorNames()),
                status,
                total,
                spec.settings().samples(hits, total),
                outcomes,
                millisSince(runStart) - wallMillis,
                wallMillis,
                List.copyOf(messages),
                List.copyOf(output));
    }

    private static Topology topology(int cores) {
        try {
            return new PresetRegularTopology(1, cores, 1);
        } catch (TopologyParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> tail(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - OUTPUT_LINES), lines.size());
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    /** Ends a fork at its limit. SIGQUIT makes a JVM print its threads. */
    private final class Watch implements Runnable {
        private volatile boolean fired;

        @Override
        public void run() {
            fired = true;
            forks().forEach(this::dumpThreads);
            killForks();
        }

        private void dumpThreads(ProcessHandle fork) {
            try {
                new ProcessBuilder("kill", "-QUIT", Long.toString(fork.pid()))
                        .start()
                        .waitFor(1, TimeUnit.SECONDS);
                Thread.sleep(500);
            } catch (IOException e) {
                // Without a kill command, the fork is killed without a print of its threads.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
