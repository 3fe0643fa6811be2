// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import racy.driver.SimulationConfig.Load;
import racy.driver.variant.Variants;
import racy.kernel.Violation;
import racy.sched.SchedPolicy;

/**
 * A race of the patch as posted, and how a simulation looks for it. It plays short simulations with one seed after the
 * other until one has a proof.
 *
 * @param config of the first simulation
 * @param proof whether a result shows the race, and not another one with the same violation
 */
record RaceSearch(String id, String what, SimulationConfig config, Predicate<SimulationResult> proof) {
    private static final Faults DELAYS = Faults.none().with(Fault.DELAY, 0.05);
    private static final Faults LATE_INTERRUPTS =
            Faults.none().with(Fault.LATE, 0.3).with(Fault.LATE_INTERRUPT, 0.1).with(Fault.DELAY, 0.02);

    /** R4 needs weak memory, so threads on x86-64 do not show it. R10 is what user space makes of R8. R22 is mended. */
    static final List<RaceSearch> ALL = List.of(
            new RaceSearch(
                    "R1",
                    "a late IRQ thread signals the next task",
                    config(1, LATE_INTERRUPTS),
                    seen(Violation.PREMATURE_SIGNAL)),
            new RaceSearch(
                    "R2",
                    "a late IRQ thread writes registers",
                    config(1, LATE_INTERRUPTS),
                    result -> result.kinds().contains(Violation.LATE_IRQ_STOPS_HW)
                            || result.kinds().contains(Violation.MMIO_IN_RESET)),
            new RaceSearch(
                    "R3",
                    "an IRQ thread loads done_fence of a freed task",
                    config(1, LATE_INTERRUPTS),
                    seen(Violation.USE_AFTER_FREE, "irq-thread", "task->done_fence loaded")),
            new RaceSearch(
                    "R5",
                    "after a reset the next inference attaches before the dead one detached",
                    config(1, Faults.none().with(Fault.HANG, 0.2)),
                    result -> result.sightings().stream()
                            .anyMatch(sighting -> sighting.violation() == Violation.ATTACH_BUSY
                                    && isAfter(sighting.steps(), "RESET_STARTED", "FREE_JOB_TAKEN"))),
            new RaceSearch(
                    "R6",
                    "the same after a completion",
                    config(1, DELAYS).withTimeout(Duration.ofSeconds(1)),
                    result -> result.resets() == 0 && result.kinds().contains(Violation.ATTACH_BUSY)),
            new RaceSearch(
                    "R7",
                    "the same when the system workqueue frees a closed client's task",
                    config(1, Faults.none().with(Fault.KILL, 0.2)),
                    result -> result.sightings().stream()
                            .anyMatch(sighting -> sighting.violation() == Violation.ATTACH_BUSY
                                    && sighting.steps().contains("KILL_JOB_DEQUEUED"))),
            new RaceSearch(
                    "R8",
                    "tasks of two inferences interleave",
                    config(1, Faults.none()).withPolicy(SchedPolicy.FAIR),
                    seen(Violation.STATE_LOST)),
            new RaceSearch(
                    "R9",
                    "the completion fence says success though a task never ran",
                    config(1, Faults.none().with(Fault.FENCE_ALLOCATION, 0.05)),
                    seen(Violation.SILENT_PARTIAL_SUCCESS)),
            new RaceSearch(
                    "R11", "a later task runs on another core", config(2, DELAYS), seen(Violation.WRONG_DOMAIN_DMA)),
            new RaceSearch(
                    "R12",
                    "a task starts before its inputs are ready",
                    config(2, Faults.none()),
                    seen(Violation.EARLY_START)),
            new RaceSearch(
                    "R13",
                    "a completed task is cancelled",
                    config(1, Faults.none().with(Fault.LATE, 0.2)),
                    seen(Violation.COMPLETED_CANCELLED)),
            new RaceSearch(
                    "R13-next",
                    "a just started task is cancelled",
                    config(1, LATE_INTERRUPTS),
                    seen(Violation.INNOCENT_KILLED)),
            new RaceSearch(
                    "R17",
                    "reset leaves the NPU powered",
                    config(1, Faults.none().with(Fault.HANG, 1)).withLoad(new Load(1, 3, 1, 1)),
                    seen(Violation.PM_LEAK)),
            new RaceSearch(
                    "R19",
                    "free work runs beside drm_sched_stop()",
                    config(1, LATE_INTERRUPTS.with(Fault.DELAY, 0.1)),
                    result -> result.kinds().contains(Violation.DOUBLE_FREE)
                            || result.kinds().contains(Violation.LIST_CORRUPTED)),
            new RaceSearch(
                    "R20",
                    "a buffer outlives its file",
                    config(1, Faults.none().with(Fault.KILL, 0.2)),
                    result -> result.sightings().stream()
                            .anyMatch(sighting -> sighting.violation() == Violation.USE_AFTER_FREE
                                    && sighting.detail().contains("file's private data"))),
            new RaceSearch(
                    "R21",
                    "a submission that fails puts a domain that it has not taken",
                    config(1, Faults.none().with(Fault.BAD_ARGUMENTS, 0.2)),
                    result -> result.crashes().stream().anyMatch(crash -> crash.contains("rocket_iommu_domain_put"))));

    private static SimulationConfig config(int cores, Faults faults) {
        return SimulationConfig.of(Variants.of(Variants.AS_POSTED)::design)
                .withCores(cores)
                .withLoad(new Load(3, 300, 3, 4, 2))
                .withFaults(faults)
                .withTimeout(Duration.ofMillis(2))
                .withPatience(Duration.ofSeconds(2));
    }

    private static Predicate<SimulationResult> seen(Violation violation) {
        return result -> result.kinds().contains(violation);
    }

    private static Predicate<SimulationResult> seen(Violation violation, String role, String detail) {
        return result -> result.sightings().stream()
                .anyMatch(sighting -> sighting.violation() == violation
                        && sighting.role().equals(role)
                        && sighting.detail().contains(detail));
    }

    /** Whether {@code event} comes after the last {@code other}. */
    private static boolean isAfter(String steps, String event, String other) {
        return steps.lastIndexOf(event) > steps.lastIndexOf(other);
    }

    /** What a search came to. */
    record Found(RaceSearch race, boolean seen, long seed, long tasks, Duration elapsed) {
        @Override
        public String toString() {
            return String.format(
                    "%-9s %-9s after %7d tasks, %6.2f s, seed %d: %s",
                    race.id, seen ? "seen" : "not seen", tasks, elapsed.toNanos() / 1e9, seed, race.what);
        }
    }

    Found search(Duration limit) {
        long start = System.nanoTime();
        long tasks = 0;
        long seed = config.seed();
        while (true) {
            SimulationResult result = RocketSimulation.run(config.withSeed(seed));
            tasks += result.tasks();
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            boolean seen = proof.test(result);
            if (seen || elapsed.compareTo(limit) > 0) {
                return new Found(this, seen, seed, tasks, elapsed);
            }
            seed++;
        }
    }
}
