// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import racy.fence.DmaFence;

/** Which client runs next (S12), and which policy Rocket uses (S14). */
class PolicyTest {
    private static final long TASK_NANOS = 1_000_000;

    /** Runs everything and completes each job before the next one. Returns the order of {@code run_job}. */
    private static List<String> order(SchedFixture f, List<SchedFixture.TestJob> jobs) {
        List<SchedFixture.TestJob> open = new ArrayList<>(jobs);
        f.drain();
        while (!open.isEmpty()) {
            SchedFixture.TestJob ran = open.stream()
                    .filter(job -> job.hardware != null)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing runs: " + f.log));
            open.remove(ran);
            f.clock.advance(TASK_NANOS);
            ran.hardware.signal();
            f.drain();
        }
        return f.log.stream()
                .filter(line -> line.startsWith("run "))
                .map(line -> line.substring(4))
                .toList();
    }

    private static List<String> twoClients(SchedPolicy policy) {
        SchedFixture f = new SchedFixture(SchedOptions.ROCKET.withPolicy(policy));
        SchedEntity a = f.entity();
        SchedEntity b = f.entity();
        List<SchedFixture.TestJob> jobs = new ArrayList<>();
        for (String name : List.of("A0", "A1", "A2")) {
            jobs.add(f.submit(a, name));
        }
        for (String name : List.of("B0", "B1", "B2")) {
            jobs.add(f.submit(b, name));
        }
        return order(f, jobs);
    }

    @Test
    @DisplayName("S12: FIFO serves the oldest job of all clients")
    void fifo_twoClients_oldestFirst() {
        assertEquals(List.of("A0", "A1", "A2", "B0", "B1", "B2"), twoClients(SchedPolicy.FIFO));
    }

    @Test
    @DisplayName("S12: FIFO looks at ages, not at clients: interleaved submissions stay interleaved")
    void fifo_interleavedSubmissions_byAge() {
        SchedFixture f = new SchedFixture();
        SchedEntity a = f.entity();
        SchedEntity b = f.entity();
        List<SchedFixture.TestJob> jobs =
                List.of(f.submit(b, "B0"), f.submit(a, "A0"), f.submit(a, "A1"), f.submit(b, "B1"));
        assertEquals(List.of("B0", "A0", "A1", "B1"), order(f, jobs));
    }

    @Test
    @DisplayName("S12: round robin serves the clients in turn")
    void roundRobin_twoClients_inTurn() {
        assertEquals(List.of("A0", "B0", "A1", "B1", "A2", "B2"), twoClients(SchedPolicy.ROUND_ROBIN));
    }

    @Test
    @DisplayName("S12: FIFO at a clock that stands: jobs submitted A, B, A run in that order")
    void fifo_clockStands_orderOfSubmission() {
        SchedFixture f = new SchedFixture();
        SchedEntity a = f.entity();
        SchedEntity b = f.entity();
        assertEquals(
                List.of("A0", "B0", "A1"), order(f, List.of(f.submit(a, "A0"), f.submit(b, "B0"), f.submit(a, "A1"))));
        SchedFixture g = new SchedFixture();
        SchedEntity c = g.entity();
        SchedEntity d = g.entity();
        assertEquals(
                List.of("C0", "C1", "D0"), order(g, List.of(g.submit(c, "C0"), g.submit(c, "C1"), g.submit(d, "D0"))));
    }

    @Test
    @DisplayName("S12: fair compares times; a newcomer goes first, and a job is charged at its entity's next turn")
    void fair_twoClients_byTime() {
        assertEquals(List.of("B0", "B1", "A0", "A1", "B2", "A2"), twoClients(SchedPolicy.FAIR));
    }

    @Test
    @DisplayName("S12: fair puts a client that comes while a job runs between two jobs of that entity")
    void fair_clientComesLater_goesBetween() {
        SchedFixture f = new SchedFixture(SchedOptions.ROCKET.withPolicy(SchedPolicy.FAIR));
        SchedEntity a = f.entity();
        List<SchedFixture.TestJob> jobs = new ArrayList<>(List.of(f.submit(a, "A0"), f.submit(a, "A1")));
        f.drain();
        jobs.add(f.submit(f.entity(), "B0"));
        assertEquals(List.of("A0", "B0", "A1"), order(f, jobs));
    }

    @Test
    @DisplayName("S12: fair gives a client no credit for the time in which it had nothing to do")
    void fair_clientComesBack_startsLevel() {
        SchedFixture f = new SchedFixture(SchedOptions.ROCKET.withPolicy(SchedPolicy.FAIR));
        SchedEntity a = f.entity();
        SchedEntity b = f.entity();
        order(f, List.of(f.submit(b, "B0")));
        List<SchedFixture.TestJob> jobs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            jobs.add(f.submit(a, "A" + i));
        }
        order(f, jobs.subList(0, 6));
        f.log.clear();
        // A6 has been started.
        List<SchedFixture.TestJob> rest = new ArrayList<>(jobs.subList(6, 8));
        for (int i = 1; i < 4; i++) {
            rest.add(f.submit(b, "B" + i));
        }
        assertEquals(List.of("B1", "A7", "B2", "B3"), order(f, rest));
    }

    @Test
    @DisplayName("S12: fair charges for jobs, not for finding that one has to wait")
    void fair_popFindsDependency_notCharged() {
        SchedFixture f = new SchedFixture(SchedOptions.ROCKET.withPolicy(SchedPolicy.FAIR));
        SchedEntity a = f.entity();
        DmaFence input = f.fence();
        SchedFixture.TestJob job = f.job(a, "A0");
        job.addDependency(input.get());
        f.push(job);
        f.drain();
        assertEquals(List.of(), f.log);
        assertEquals(0, a.stats().vruntime());
    }

    @Test
    @DisplayName("S12: a client whose first job waits is passed over, under every policy")
    void select_firstJobWaits_nextClient() {
        for (SchedPolicy policy : SchedPolicy.values()) {
            SchedFixture f = new SchedFixture(SchedOptions.ROCKET.withPolicy(policy));
            DmaFence input = f.fence();
            SchedFixture.TestJob waiting = f.job(f.entity(), "A");
            waiting.addDependency(input.get());
            f.push(waiting);
            f.submit(f.entity(), "B");
            f.drain();
            assertEquals(List.of("run B"), f.log, policy::name);
        }
    }

    @Test
    @DisplayName("S14: one credit, 500 ms")
    void rocket_options_oneCreditHalfASecond() {
        assertEquals(1, SchedOptions.ROCKET.creditLimit());
        assertEquals(500_000_000L, SchedOptions.ROCKET.timeoutNanos());
        SchedFixture f = new SchedFixture();
        f.submit(f.entity(), "A");
        f.drain();
        f.clock.advance(499_999_999L);
        assertEquals(false, f.scheduler.timeoutWork().fireIfDue());
        f.clock.advance(1);
        assertEquals(true, f.scheduler.timeoutWork().fireIfDue());
    }
}
