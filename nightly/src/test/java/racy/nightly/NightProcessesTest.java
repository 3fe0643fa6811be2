// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shells in place of workers. That the guard does its work when its night is killed, NightKillTest shows. */
@Timeout(60)
class NightProcessesTest {
    /** Its child outlives it, as a fork that hangs outlives its worker. */
    private static final List<String> WORKER = List.of("/bin/sh", "-c", "sleep 1000 & echo $!; wait");

    @TempDir
    Path bundle;

    private static ProcessHandle child(Process worker) throws Exception {
        return ProcessHandle.of(Long.parseLong(worker.inputReader().readLine())).orElseThrow();
    }

    private static void awaitEnd(ProcessHandle process) throws Exception {
        process.onExit().get(30, TimeUnit.SECONDS);
    }

    @Test
    void kill_workerIsDeadAlready_itsForkEnds() throws Exception {
        try (NightProcesses night = new NightProcesses(bundle)) {
            Process worker = night.start(WORKER);
            ProcessHandle fork = child(worker);
            worker.destroyForcibly().waitFor();
            assertTrue(fork.isAlive(), "or the test is of nothing");
            night.kill();
            awaitEnd(fork);
        }
    }

    @Test
    void endOrphans_endsThoseOfAnEarlierNightInTheSameBundleOnly(@TempDir Path elsewhere) throws Exception {
        try (NightProcesses killed = new NightProcesses(bundle);
                NightProcesses other = new NightProcesses(elsewhere);
                NightProcesses night = new NightProcesses(bundle)) {
            Process orphan = killed.start(WORKER);
            ProcessHandle fork = child(orphan);
            Process bystander = other.start(WORKER);
            Process own = night.start(WORKER);
            night.endOrphans(Duration.ZERO);
            assertEquals(128 + 9, orphan.waitFor());
            awaitEnd(fork);
            assertTrue(bystander.isAlive());
            assertTrue(own.isAlive());
        }
    }
}
