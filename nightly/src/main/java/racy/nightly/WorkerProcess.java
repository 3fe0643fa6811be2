// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import racy.history.bundle.Jdk;

/**
 * A {@link Worker} as its parent sees it.
 *
 * <p>Ctrl-C and a scheduler's SIGTERM reach the whole process group, the worker and its forks too. They are started
 * ignoring both, so that it is the parent alone who hears them and says what happens to the fork in hand.
 */
final class WorkerProcess {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TAIL = 20;

    /** What a JVM under test gets whatever the parent was started with: so that its nights compare. */
    private static final List<String> JVM_ARGUMENTS = List.of("-Xmx384m", "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final Deque<String> said = new ArrayDeque<>();

    private WorkerProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param again benchmarks to measure again; empty for the part itself
     */
    static WorkerProcess start(Jdk jdk, Path bundle, List<String> again) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' HUP INT TERM; exec \"$@\"", "racy"));
        command.add(Jdks.java(Path.of(jdk.home())).toString());
        command.addAll(JVM_ARGUMENTS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        command.add(bundle.toAbsolutePath().toString());
        command.add(jdk.label());
        command.addAll(again);
        return new WorkerProcess(new ProcessBuilder(command).start());
    }

    /** Hands on its reports until it ends. Returns its exit code. */
    int follow(Consumer<WorkerReport> reports) throws InterruptedException {
        Thread errors = new Thread(this::readErrors, "racy-worker-errors");
        errors.setDaemon(true);
        errors.start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                report(line, reports);
            }
        } catch (IOException e) {
            remember("its reports cannot be read: " + e.getMessage());
        }
        int code = process.waitFor();
        errors.join(1_000);
        return code;
    }

    private void report(String line, Consumer<WorkerReport> reports) {
        try {
            reports.accept(JSON.readValue(line, WorkerReport.class));
        } catch (JsonProcessingException e) {
            remember(line);
        }
    }

    private void readErrors() {
        try (BufferedReader err =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                remember(line);
            }
        } catch (IOException e) {
            remember("its errors cannot be read: " + e.getMessage());
        }
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
        try (OutputStream in = process.getOutputStream()) {
            in.write((Worker.FINISH + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended.
        }
    }

    /** Kills it and its forks. */
    void kill() {
        List<ProcessHandle> forks = process.descendants().toList();
        process.destroyForcibly();
        forks.forEach(ProcessHandle::destroyForcibly);
    }
}
