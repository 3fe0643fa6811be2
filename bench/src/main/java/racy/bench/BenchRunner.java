// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
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
 * Runs the suite through JMH, one benchmark at a time, and has JMH write its JSON again after each: an interrupted run
 * keeps what it measured.
 */
public final class BenchRunner {
    private final PrintWriter progress;
    private volatile boolean stopped;

    /** @param progress where to say what is being measured */
    public BenchRunner(PrintWriter progress) {
        this.progress = progress;
    }

    /** Full names of the benchmarks that a filter selects, in order. */
    public static List<String> select(String filter) {
        return BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(
                                new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
                                VerboseMode.SILENT),
                        List.of(filter),
                        List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                .distinct()
                .toList();
    }

    /** Leaves after the benchmark in progress. */
    public void stop() {
        stopped = true;
    }

    /**
     * Measures.
     *
     * @return what was measured
     * @throws IOException if a fork failed or the file cannot be written
     */
    public BenchReport run(BenchOptions options) throws IOException {
        Path out = options.out().toAbsolutePath();
        Files.createDirectories(out.getParent());
        write(List.of(), out);
        if (options.quick()) {
            say("Quick: " + BenchOptions.QUICK_FORKS + " short forks. Good for a look; cannot support a comparison.");
        }
        List<String> names = select(options.filter());
        List<RunResult> results = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < names.size() && !stopped; i++) {
            say(String.format("[%d/%d] %s%s", i + 1, names.size(), names.get(i), remaining(start, i, names.size())));
            results.addAll(measure(names.get(i), options));
            write(results, out);
        }
        return BenchReport.read(out);
    }

    /** As JMH writes it, whole or not at all. */
    private static void write(List<RunResult> results, Path out) throws IOException {
        Path fresh = Files.createTempFile(out.getParent(), out.getFileName().toString(), ".tmp");
        try (PrintStream stream = new PrintStream(Files.newOutputStream(fresh), false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, stream).writeOut(results);
            if (stream.checkError()) {
                throw new IOException("cannot write " + fresh);
            }
        }
        Files.move(fresh, out, StandardCopyOption.REPLACE_EXISTING);
    }

    private static List<RunResult> measure(String name, BenchOptions options) throws IOException {
        ChainedOptionsBuilder builder = new OptionsBuilder()
                .include("^" + Pattern.quote(name) + "$")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (options.quick()) {
            TimeValue time = new TimeValue(200, TimeUnit.MILLISECONDS);
            builder = builder.forks(BenchOptions.QUICK_FORKS)
                    .warmupIterations(3)
                    .warmupTime(time)
                    .measurementIterations(3)
                    .measurementTime(time);
        }
        try {
            return List.copyOf(new Runner(builder.build()).run());
        } catch (RunnerException e) {
            throw new IOException("benchmark " + name + " failed: " + e.getMessage(), e);
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
