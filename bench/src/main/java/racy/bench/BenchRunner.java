// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the suite through JMH, one benchmark at a time. After each benchmark JMH writes its JSON again, so an
 * interrupted run keeps what it measured.
 */
public final class BenchRunner {
    /** Extra time that a benchmark may take on a busy machine, besides a multiple of its cost. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** How long to wait before the next attempt to kill. Between two forks of a benchmark there is no fork to kill. */
    private static final long KILL_AGAIN_MILLIS = 20;

    private final PrintWriter progress;
    private volatile boolean stopped;
    private volatile boolean aborted;
    private volatile boolean measuring;

    /** @param progress where to print what is being measured */
    public BenchRunner(PrintWriter progress) {
        this.progress = progress;
    }

    /** Full names of the benchmarks that a filter selects, in order. */
    public static List<String> select(String filter) {
        return entries(filter).stream()
                .map(BenchmarkListEntry::getUsername)
                .distinct()
                .toList();
    }

    /** The time that each of these benchmarks needs, by full name. Unknown ones are left out. */
    public static Map<String, Duration> costs(Collection<String> names) {
        Map<String, Duration> costs = new HashMap<>();
        entries("").stream()
                .collect(Collectors.groupingBy(BenchmarkListEntry::getUsername))
                .forEach((name, entries) -> {
                    if (names.contains(name)) {
                        costs.put(name, BenchCost.of(entries));
                    }
                });
        return costs;
    }

    /** Full names of the benchmarks that have a result in a JMH result file. */
    public static Set<String> measured(Path json) throws IOException {
        return BenchFile.open(json).benchmarks();
    }

    private static Collection<BenchmarkListEntry> entries(String filter) {
        return BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(
                                new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
                                VerboseMode.SILENT),
                        List.of(filter),
                        List.of());
    }

    /**
     * The benchmarks whose methods have a floor, as {@code Type.method}, with the methods that are this floor.
     *
     * @param names full names of benchmarks; the result covers every benchmark of their classes
     */
    public static SortedMap<String, List<String>> floors(List<String> names) {
        SortedMap<String, List<String>> floors = new TreeMap<>();
        names.stream().map(BenchRunner::typeOf).distinct().forEach(type -> {
            for (Method method : type.getDeclaredMethods()) {
                List<String> floor = BenchRun.floorNames(type, method.getName());
                if (!floor.isEmpty()) {
                    floors.put(type.getSimpleName() + "." + method.getName(), floor);
                }
            }
        });
        return floors;
    }

    private static Class<?> typeOf(String name) {
        try {
            return Class.forName(name.substring(0, name.lastIndexOf('.')), false, BenchRunner.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("listed benchmark " + name + " is not on the class path", e);
        }
    }

    /** Stops after the current benchmark. */
    public void stop() {
        stopped = true;
    }

    /** Stops at once, called from another thread. The current benchmark is killed and dropped. The others are kept. */
    public void abort() {
        stopped = true;
        aborted = true;
        while (measuring) {
            killForks();
            try {
                TimeUnit.MILLISECONDS.sleep(KILL_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /**
     * Measures the benchmarks.
     *
     * @return what was measured
     * @throws IOException if a fork failed or the file cannot be written
     */
    public BenchReport run(BenchOptions options) throws IOException {
        Path out = options.out().toAbsolutePath();
        if (Files.exists(out) && !Files.isRegularFile(out)) {
            throw new IOException("cannot write " + out + ": it is a folder or a device, which no file may replace");
        }
        Files.createDirectories(out.getParent());
        BenchFile file = BenchFile.create(out);
        if (options.quick()) {
            say("Quick: " + BenchOptions.QUICK_FORKS + " short forks. Good for a look; cannot support a comparison.");
        }
        List<String> names = select(options.filter());
        long start = System.nanoTime();
        for (int i = 0; i < names.size() && !stopped; i++) {
            say(String.format("[%d/%d] %s%s", i + 1, names.size(), names.get(i), remaining(start, i, names.size())));
            file.append(measure(names.get(i), options.quick()));
        }
        return BenchReport.read(out);
    }

    /**
     * Measures those of these benchmarks that a file does not have yet, and adds each result to it. A benchmark that
     * fails, or takes several times its cost, is left out, and the others go on.
     *
     * @param names full names
     * @param out the file; made if it is not there
     * @param isDue asked before each benchmark; one that is not due is left out
     * @return what went wrong, one line for each benchmark that failed
     * @throws IOException if the file cannot be read or written
     */
    public List<String> measure(List<String> names, Path out, Predicate<String> isDue) throws IOException {
        Map<String, Duration> costs = costs(names);
        return measure(
                names,
                out,
                isDue,
                name -> costs.getOrDefault(name, Duration.ZERO).multipliedBy(3).plus(GRACE));
    }

    /** The same, with the time after which a benchmark is killed. */
    List<String> measure(List<String> names, Path out, Predicate<String> isDue, Function<String, Duration> limit)
            throws IOException {
        BenchFile file = BenchFile.open(out.toAbsolutePath());
        Set<String> measured = file.benchmarks();
        List<String> failures = new ArrayList<>();
        for (String name : names) {
            if (stopped) {
                break;
            }
            if (measured.contains(name) || !isDue.test(name)) {
                continue;
            }
            say(name);
            List<RunResult> results;
            try {
                results = within(limit.apply(name), name);
            } catch (BenchmarkFailure e) {
                if (!aborted) {
                    say(e.getMessage());
                    failures.add(e.getMessage());
                }
                continue;
            }
            if (!aborted) {
                file.append(results);
            }
        }
        return failures;
    }

    /** Measures the benchmark, or kills it at a limit. Otherwise a fork that hangs would block the others for ever. */
    private List<RunResult> within(Duration limit, String name) throws BenchmarkFailure {
        AtomicBoolean fired = new AtomicBoolean();
        // Unlike a timer, it does not look at the clock of the machine, which may be set back meanwhile.
        ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "racy-bench-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        watchdog.scheduleAtFixedRate(
                () -> {
                    fired.set(true);
                    killForks();
                },
                limit.toMillis(),
                KILL_AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
        try {
            return measure(name, false);
        } catch (BenchmarkFailure e) {
            throw fired.get()
                    ? new BenchmarkFailure(
                            "benchmark " + name + " failed: killed after " + limit.toSeconds() + " s without an end", e)
                    : e;
        } finally {
            watchdog.shutdownNow();
        }
    }

    private static void killForks() {
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    }

    private List<RunResult> measure(String name, boolean quick) throws BenchmarkFailure {
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .include("^" + Pattern.quote(name) + "$")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (quick) {
            TimeValue time = new TimeValue(200, TimeUnit.MILLISECONDS);
            builder = builder.forks(BenchOptions.QUICK_FORKS)
                    .warmupIterations(3)
                    .warmupTime(time)
                    .measurementIterations(3)
                    .measurementTime(time);
        }
        // Set before aborted is read. abort() sets aborted before it reads this. So one of the two sees the other.
        measuring = true;
        try {
            if (aborted) {
                return List.of();
            }
            return List.copyOf(new Runner(builder.build()).run());
        } catch (RunnerException e) {
            throw new BenchmarkFailure("benchmark " + name + " failed: " + e.getMessage(), e);
        } finally {
            measuring = false;
        }
    }

    /** A benchmark gave no result. The file is unchanged. */
    private static final class BenchmarkFailure extends IOException {
        private static final long serialVersionUID = 1L;

        BenchmarkFailure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static String remaining(long start, int done, int all) {
        if (done == 0) {
            return "";
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds((System.nanoTime() - start) / done * (all - done));
        return String.format("  (about %d:%02d left)", seconds / 60, seconds % 60);
    }

    private void say(String line) {
        progress.println(line);
        progress.flush();
    }
}
