// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A {@link Worker} as its parent sees it.
 *
 * <p>Ctrl-C and a scheduler's SIGTERM reach the whole process group, the worker and its forks too. They are started
 * ignoring both, so that it is the parent alone who hears them and says what happens to the fork in hand.
 */
final class WorkerProcess {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TAIL = 20;
    private static final Duration TICK = Duration.ofSeconds(1);

    /** What a JVM under test gets whatever the parent was started with: so that its nights compare. */
    private static final List<String> JVM_ARGUMENTS = List.of("-Xmx384m", "--enable-native-access=ALL-UNNAMED");

    private final NightProcesses processes;
    private final Process process;
    private final Deque<String> said = new ArrayDeque<>();
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private volatile boolean finishing;

    private WorkerProcess(NightProcesses processes, Process process) {
        this.processes = processes;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param used what is used of its share
     * @param again benchmarks to measure again; empty for the part itself
     */
    static WorkerProcess start(
            NightProcesses processes, Jdks.Installed jdk, Path bundle, Duration used, List<String> again)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' HUP INT TERM; exec \"$@\"", "racy"));
        command.add(jdk.java().toString());
        command.addAll(JVM_ARGUMENTS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        command.add(bundle.toAbsolutePath().toString());
        command.add(jdk.jdk().label());
        command.add(Long.toString(used.toMillis()));
        command.addAll(again);
        return new WorkerProcess(processes, processes.start(command));
    }

    /**
     * How it ended.
     *
     * @param killed why it was waited for no longer; null if it ended by itself
     * @param after how long it ran: without the time in which this process stood still, and without its last silence if it
     *     was killed, so that the next one has what is left of the share
     */
    record Ended(int code, String killed, Duration after) {}

    /**
     * Hands on its reports until it ends, or kills it when it takes too long. No fork of it is left then.
     *
     * @param most how long it may take, before {@link Patience#pastShare}
     */
    Ended follow(Consumer<WorkerReport> reports, Patience patience, Duration most) throws InterruptedException {
        read(process.getInputStream(), line -> lines.add(Optional.of(line)), () -> lines.add(Optional.empty()));
        Thread errors = read(process.getErrorStream(), this::remember, () -> {});
        Clock clock = new Clock();
        String killed = null;
        for (boolean ended = false; !ended; ) {
            Optional<String> line = lines.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
            clock.tick(line != null);
            ended = line != null && line.isEmpty();
            if (line != null && line.isPresent() && !line.get().equals(Worker.ALIVE)) {
                report(line.get(), reports);
            }
            if (!process.isAlive()) {
                // A fork that hangs may have its output open.
                processes.kill();
            } else if (killed == null) {
                killed = clock.overdue(patience, most).orElse(null);
                if (killed != null) {
                    processes.kill();
                }
            }
        }
        int code = process.waitFor();
        processes.kill();
        errors.join(TICK.toMillis());
        return new Ended(code, killed, killed == null ? clock.all : clock.all.minus(clock.silent));
    }

    /** Counts time in which this process runs: a night that was stopped and goes on has lost no patience. */
    private final class Clock {
        private long last = System.nanoTime();
        private Duration all = Duration.ZERO;
        private Duration silent = Duration.ZERO;
        private Duration sinceFinish = Duration.ZERO;

        void tick(boolean isSign) {
            long now = System.nanoTime();
            Duration step = Duration.ofNanos(Math.min(now - last, 2 * TICK.toNanos()));
            last = now;
            all = all.plus(step);
            silent = isSign ? Duration.ZERO : silent.plus(step);
            sinceFinish = finishing ? sinceFinish.plus(step) : Duration.ZERO;
        }

        Optional<String> overdue(Patience patience, Duration most) {
            if (silent.compareTo(patience.silence()) > 0) {
                return Optional.of("it gave no sign of life for " + silent.toSeconds() + " s");
            }
            if (sinceFinish.compareTo(patience.afterFinish()) > 0) {
                return Optional.of("it did not end within " + sinceFinish.toSeconds() + " s");
            }
            if (all.compareTo(most.plus(patience.pastShare())) > 0) {
                return Optional.of("its time was over " + all.minus(most).toSeconds() + " s before");
            }
            return Optional.empty();
        }
    }

    private void report(String line, Consumer<WorkerReport> reports) {
        try {
            reports.accept(JSON.readValue(line, WorkerReport.class));
        } catch (JsonProcessingException e) {
            remember(line);
        }
    }

    private Thread read(InputStream stream, Consumer<String> each, Runnable end) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader in =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            each.accept(line);
                        }
                    } catch (IOException e) {
                        remember("what it says cannot be read: " + e.getMessage());
                    }
                    end.run();
                },
                "racy-worker-reader");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private synchronized void remember(String line) {
        if (said.size() == TAIL) {
            said.remove();
        }
        said.add(line);
    }

    /** The last lines it said outside of its reports and its log: of a broken JVM, what broke it. */
    synchronized List<String> said() {
        return List.copyOf(said);
    }

    /** Asks it to end after the fork in hand. */
    void finish() {
        finishing = true;
        try (OutputStream in = process.getOutputStream()) {
            in.write((Worker.FINISH + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended.
        }
    }

    /** Kills it and its forks. */
    void kill() {
        processes.kill();
    }
}
