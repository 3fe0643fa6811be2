// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import racy.driver.SimulationConfig.Load;
import racy.driver.variant.Variants;
import racy.fence.DmaFence;
import racy.kernel.Errno;
import racy.kernel.Violation;
import racy.sched.SchedJob;
import racy.sched.SchedPolicy;

@Timeout(60)
class RocketSimulationTest {
    private static final Faults FAULTS = Faults.none()
            .with(Fault.HANG, 0.05)
            .with(Fault.LATE, 0.05)
            .with(Fault.DELAY, 0.01)
            .with(Fault.LATE_INTERRUPT, 0.01)
            .with(Fault.IOMMU_INTERRUPT, 0.2);

    private static SimulationConfig of(String variant) {
        return SimulationConfig.of(Variants.of(variant)::design);
    }

    /** Hardware that hangs, with a timeout that a test can wait for. */
    private static SimulationConfig faulty(String variant) {
        return of(variant).withLoad(new Load(3, 120, 3, 4)).withFaults(FAULTS).withTimeout(Duration.ofMillis(4));
    }

    private static void assertSound(SimulationResult result) {
        assertTrue(result.ended(), result::toString);
        assertFalse(result.kinds().contains(Violation.LEAK), result::toString);
        assertFalse(result.kinds().contains(Violation.PM_LEAK), result::toString);
        assertEquals(0, result.warnings(), result::toString);
    }

    private static void assertAllSucceed(SimulationConfig config) {
        SimulationResult result = RocketSimulation.run(config);
        assertSound(result);
        assertEquals(config.load().inferences(), result.succeeded(), result::toString);
        assertEquals(Map.of(), result.violations(), result::toString);
        assertEquals(0, result.resets(), result::toString);
    }

    /** The timeout and the autosuspend delay are longer than any delay of the machine. */
    @TestFactory
    Stream<DynamicTest> variant_oneInferenceAfterTheOther_allSucceed() {
        return Stream.of("pre-patch", "as-posted", "v2")
                .map(id -> DynamicTest.dynamicTest(
                        id,
                        () -> assertAllSucceed(of(id).withLoad(new Load(1, 300, 3, 1))
                                .withTimeout(Duration.ofMinutes(1))
                                .withAutosuspend(Duration.ofMinutes(1)))));
    }

    @Test
    void v2_manyClientsTwoCores_allSucceed() {
        assertAllSucceed(of("v2").withCores(2)
                .withLoad(new Load(4, 600, 3, 4))
                .withPolicy(SchedPolicy.FAIR)
                .withTimeout(Duration.ofMinutes(1)));
    }

    /** A core suspends as soon as nobody holds it. */
    @Test
    void v2_suspendsAtOnce_allSucceed() {
        assertAllSucceed(of("v2").withCores(2)
                .withLoad(new Load(2, 300, 3, 1))
                .withFaults(Faults.none().with(Fault.IOMMU_INTERRUPT, 0.3))
                .withTimeout(Duration.ofMinutes(1))
                .withAutosuspend(Duration.ZERO));
    }

    /** As posted nobody holds the core between two tasks of an inference. */
    @Test
    void asPosted_suspendsAtOnce_losesState() {
        SimulationResult result = RocketSimulation.run(of("as-posted")
                .withLoad(new Load(1, 3000, 3, 1))
                .withFaults(Faults.none().with(Fault.DELAY, 0.02).with(Fault.LATE_INTERRUPT, 0.02))
                .withTimeout(Duration.ofMinutes(1))
                .withAutosuspend(Duration.ZERO));
        assertTrue(result.kinds().contains(Violation.STATE_LOST), result::toString);
    }

    @Test
    void v2_iommuInterruptsOnTheSharedLine_noCompletionLost() {
        assertAllSucceed(of("v2").withLoad(new Load(3, 600, 3, 4))
                .withFaults(Faults.none().with(Fault.IOMMU_INTERRUPT, 0.3))
                .withTimeout(Duration.ofMinutes(1)));
    }

    @TestFactory
    Stream<DynamicTest> v2_hangsAndLateInterrupts_nothingAvoidable() {
        List<DynamicTest> tests = new ArrayList<>();
        for (SchedPolicy policy : SchedPolicy.values()) {
            for (int cores = 1; cores <= 2; cores++) {
                SimulationConfig config = faulty("v2").withPolicy(policy).withCores(cores);
                tests.add(DynamicTest.dynamicTest(policy + " on " + cores, () -> {
                    SimulationResult result = RocketSimulation.run(config);
                    assertSound(result);
                    assertEquals(Map.of(), result.violations(), result::toString);
                    assertEquals(Set.of(-Errno.ECANCELED), result.failed().keySet(), result::toString);
                    assertTrue(result.resets() > 0, result::toString);
                }));
            }
        }
        return tests.stream();
    }

    /**
     * The last task of an inference hangs. In every schedule the next inference attaches before the hung one is freed
     * (R5). So among three busy clients with hanging tasks, some attach fails.
     */
    @Test
    void asPosted_hangsAndLateInterrupts_attachBusyAmongOthers() {
        SimulationResult result = RocketSimulation.run(faulty("as-posted"));
        assertTrue(result.kinds().contains(Violation.ATTACH_BUSY), result::toString);
    }

    /** An oops in a context ends the run and is reported. */
    @Test
    void oops_inContext_isAnOutcome() {
        SimulationResult result = RocketSimulation.run(SimulationConfig.of(() -> {
            Design design = new Design();
            design.driver = (device, same) -> new PatchedDriver(device, same) {
                @Override
                public DmaFence runJob(SchedJob job) {
                    throw new Oops("seeded");
                }
            };
            return design;
        }));
        assertFalse(result.ended());
        assertEquals(1, result.crashes().size());
        assertTrue(result.crashes().get(0).startsWith("submit-wq-0: "), result::toString);
        assertTrue(result.crashes().get(0).contains("seeded"), result::toString);
    }

    /** The IRQ thread never releases the lock that reset needs. */
    @Test
    void nothingMoves_deadlockNamesLocksAndWhoHoldsThem() {
        SimulationResult result = RocketSimulation.run(SimulationConfig.of(() -> {
                    Design design = new Design();
                    design.driver = (device, same) -> new PatchedDriver(device, same) {
                        @Override
                        public void irqThread(RocketCore core) {
                            core.jobLock.lock();
                            kernel.preemption.await(() -> false);
                        }

                        @Override
                        public Stat timedoutJob(SchedJob job) {
                            coreOf(job.scheduler()).jobLock.lock();
                            return super.timedoutJob(job);
                        }
                    };
                    return design;
                })
                .withTimeout(Duration.ofMillis(20))
                .withPatience(Duration.ofSeconds(2)));
        assertFalse(result.ended());
        List<String> lines = result.deadlock().lines().toList();
        assertTrue(lines.contains("irq-thread-0 holds job_lock"), result::deadlock);
        assertTrue(lines.contains("timeout-wq-0 waits for job_lock, held by irq-thread-0"), result::deadlock);
        assertTrue(result.kinds().contains(Violation.DEADLOCK), result::toString);
    }

    /** A context that takes a lock twice is reported, and the run goes on. */
    @Test
    void lockTakenByItsHolder_isADeadlockWithTheLocksName() {
        SimulationResult result = RocketSimulation.run(of("queue-under-fence-lock"));
        assertTrue(
                result.sightings().stream()
                        .filter(each -> each.violation() == Violation.DEADLOCK)
                        .anyMatch(each -> each.detail().equals("waits for fence_lock, which it holds itself")),
                result::toString);
    }

    /** A driver that never starts the hardware and takes no timeout for a hang. */
    @Test
    void nothingMoves_isADeadlockWithADump() {
        SimulationResult result = RocketSimulation.run(SimulationConfig.of(() -> {
                    Design design = new Design();
                    design.driver = (device, same) -> new PatchedDriver(device, same) {
                        @Override
                        public DmaFence runJob(SchedJob job) {
                            RocketTask task = (RocketTask) job;
                            return createFence(coreOf(task.scheduler()), task);
                        }

                        @Override
                        public Stat timedoutJob(SchedJob job) {
                            return Stat.NO_HANG;
                        }
                    };
                    return design;
                })
                .withPatience(Duration.ofMillis(200)));
        assertFalse(result.ended());
        assertEquals(List.of(), result.stuck());
        assertTrue(result.deadlock().contains("submit-wq-0"), result::toString);
        assertEquals(Set.of(Violation.DEADLOCK), result.kinds());
        assertTrue(result.witnesses().contains("RUN_JOB_CALLBACK_ADDED"), result::witnesses);
    }
}
