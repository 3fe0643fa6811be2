// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The workers of a night and all that they start, whoever their parent is after a kill. Each has a mark in its
 * environment, which it inherits: a fork whose worker was killed is still found. The kernel shows environments in
 * {@code /proc}; where there is none, only children are found.
 *
 * <p>A guard, which is a shell, waits for the death of this process. Then it gives the workers {@value #GUARD_SECONDS}
 * seconds for the fork in hand and kills what is left, such as a fork that hangs.
 */
final class NightProcesses implements AutoCloseable {
    private static final String VARIABLE = "RACY_NIGHT";
    private static final int GUARD_SECONDS = 6;

    /** Ends a process that is being killed while it starts another one. */
    private static final Duration KILLING = Duration.ofSeconds(5);

    private static final Path PROC = Path.of("/proc");

    /** Its standard input ends when the one who started it has ended. The second argument is the mark. */
    private static final String GUARD = """
            trap '' HUP INT TERM
            while read -r line; do :; done
            left=$1
            while marked=$(grep -lsF -e "$2" /proc/[0-9]*/environ); [ -n "$marked" ]; do
                if [ "$left" -gt 0 ]; then
                    left=$((left - 1))
                    sleep 1
                else
                    for file in $marked; do
                        pid=${file#/proc/}
                        kill -KILL "${pid%/environ}"
                    done
                fi
            done
            """;

    /** Of every night in this bundle. It is the folder itself and not its path, which may be another folder elsewhere. */
    private final String bundle;

    /** Of this process alone. */
    private final String mark;

    private Process guard;

    NightProcesses(Path directory) throws IOException {
        Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
        String folder = key == null ? directory.toRealPath().toString() : key.toString();
        bundle = VARIABLE + "=" + UUID.nameUUIDFromBytes(folder.getBytes(StandardCharsets.UTF_8)) + "/";
        mark = bundle + UUID.randomUUID();
        guard = startGuard();
    }

    private Process startGuard() throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", GUARD, "racy-guard", Integer.toString(GUARD_SECONDS), mark)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Starts a process with the mark. */
    Process start(List<String> command) throws IOException {
        if (!guard.isAlive()) {
            guard = startGuard();
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        int equals = mark.indexOf('=');
        builder.environment().put(mark.substring(0, equals), mark.substring(equals + 1));
        return builder.start();
    }

    /** Kills all that this process or its workers started and that is alive. */
    void kill() {
        kill(entry -> entry.equals(mark));
    }

    /**
     * Ends what a killed night in the same bundle left. Whoever has the lock of a bundle's parent may do so.
     *
     * @param patience how long a fork in hand is waited for
     */
    void endOrphans(Duration patience) {
        Predicate<String> orphan = entry -> entry.startsWith(bundle) && !entry.equals(mark);
        long start = System.nanoTime();
        while (!alive(orphan).isEmpty() && System.nanoTime() - start < patience.toNanos() && pause(100)) {
            // Waiting.
        }
        kill(orphan);
    }

    private static void kill(Predicate<String> entry) {
        long start = System.nanoTime();
        List<ProcessHandle> alive = alive(entry);
        while (!alive.isEmpty() && System.nanoTime() - start < KILLING.toNanos()) {
            alive.forEach(ProcessHandle::destroyForcibly);
            if (!pause(20)) {
                return;
            }
            alive = alive(entry);
        }
    }

    private static boolean pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<ProcessHandle> alive(Predicate<String> entry) {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self && isMarked(process, entry))
                .toList();
    }

    private static boolean isMarked(ProcessHandle process, Predicate<String> entry) {
        try {
            String environment = Files.readString(
                    PROC.resolve(Long.toString(process.pid())).resolve("environ"), StandardCharsets.ISO_8859_1);
            return List.of(environment.split("\0")).stream().anyMatch(entry);
        } catch (IOException e) {
            return false;
        }
    }

    /** Nothing is left to guard. */
    @Override
    public void close() {
        kill();
        guard.destroyForcibly();
    }
}
