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
import racy.driver.SimulationConfig.Faults;
import racy.driver.SimulationConfig.Load;
import racy.driver.variant.Variants;
import racy.fence.DmaFence;
import racy.kernel.Errno;
import racy.kernel.Violation;
import racy.sched.SchedJob;
import racy.sched.SchedPolicy;

@Timeout(60)
class RocketSimulationTest {
    /** No driver can avoid it: the hardware completes after the driver's last check. */
    private static final Set<Violation> UNAVOIDABLE = Set.of(Violation.COMPLETED_CANCELLED);

    private static final Faults FAULTS = new Faults(0.05, 0.05, 0.01, 0.2);

    private static SimulationConfig of(String variant) {
        return SimulationConfig.of(Variants.of(variant)::design);
    }

    /** Hardware that hangs, with a timeout that a test can wait for. */
    private static SimulationConfig faulty(String variant) {
        return of(variant).withLoad(new Load(3, 120, 3, 4)).withFaults(FAULTS).withTimeout(Duration.ofMillis(4));
    }

    private static void assertSound(SimulationResult result) {
        assertTrue(result.ended(), result::toString);
        assertTrue(result.leftovers().isBalanced(), result::toString);
        assertEquals(0, result.warnings(), result::toString);
    }

    private static void assertAllSucceed(SimulationConfig config) {
        SimulationResult result = RocketSimulation.run(config);
        assertSound(result);
        assertEquals(config.load().inferences(), result.succeeded(), result::toString);
        assertEquals(Map.of(), result.violations(), result::toString);
        assertEquals(0, result.resets(), result::toString);
    }

    /** The timeout is longer than any delay of the machine. */
    @TestFactory
    Stream<DynamicTest> variant_oneInferenceAfterTheOther_allSucceed() {
        return Stream.of("pre-patch", "as-posted", "v2")
                .map(id -> DynamicTest.dynamicTest(
                        id,
                        () -> assertAllSucceed(
                                of(id).withLoad(new Load(1, 300, 3, 1)).withTimeout(Duration.ofMinutes(1)))));
    }

    @Test
    void v2_manyClientsTwoCores_allSucceed() {
        assertAllSucceed(of("v2").withCores(2)
                .withLoad(new Load(4, 600, 3, 4))
                .withPolicy(SchedPolicy.FAIR)
                .withTimeout(Duration.ofMinutes(1)));
    }

    @Test
    void v2_iommuInterruptsOnTheSharedLine_noCompletionLost() {
        assertAllSucceed(of("v2").withLoad(new Load(3, 600, 3, 4))
                .withFaults(Faults.NONE.withIommu(0.3))
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
                    assertTrue(UNAVOIDABLE.containsAll(result.kinds()), result::toString);
                    assertEquals(Set.of(-Errno.ECANCELED), result.failed().keySet(), result::toString);
                    assertTrue(result.resets() > 0, result::toString);
                }));
            }
        }
        return tests.stream();
    }

    /** Clients close, get SIGKILL and are replaced, and submissions fail, while tasks run, hang and are reset. */
    @TestFactory
    Stream<DynamicTest> v2_clientsComeAndGo_nothingAvoidable() {
        return Stream.of(1, 2)
                .map(cores -> DynamicTest.dynamicTest("on " + cores, () -> {
                    SimulationResult result = RocketSimulation.run(faulty("v2")
                            .withCores(cores)
                            .withFaults(FAULTS.withClients(new ClientFaults(0.1, 0.1, 0.1, 0.1))));
                    assertSound(result);
                    assertTrue(UNAVOIDABLE.containsAll(result.kinds()), result::toString);
                    assertTrue(result.refused().containsKey(0), result::toString);
                    assertTrue(result.failed().containsKey(-Errno.ESRCH), result::toString);
                }));
    }

    /** R21: a handle that names no buffer, or an allocation that fails, ends in an oops. */
    @Test
    void asPosted_submissionsFail_oops() {
        SimulationResult result = RocketSimulation.run(
                of("as-posted").withFaults(Faults.NONE.withClients(new ClientFaults(0, 0.1, 0, 0))));
        assertEquals(1, result.crashes().size(), result::toString);
        assertTrue(result.crashes().get(0).contains("rocket_iommu_domain_put"), result::toString);
    }

    /**
     * The last task of an inference hangs. In every schedule the next inference attaches before the hung one is freed
     * (R5). So among three busy clients with hanging tasks, some attach fails.
     */
    @Test
    void asPosted_hangsAndLateInterrupts_attachBusyAmongOthers() {
        SimulationResult result = RocketSimulation.run(faulty("as-posted"));
        assertTrue(result.kinds().contains(Violation.ATTACH_BUSY), result::toString);
        assertFalse(UNAVOIDABLE.containsAll(result.kinds()), result::toString);
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

    /** A driver that never starts the hardware, with a timeout longer than the patience of the simulation. */
    @Test
    void nothingMoves_isADeadlockWithADump() {
        SimulationResult result = RocketSimulation.run(of("as-posted")
                .withFaults(new Faults(1, 0, 0, 0))
                .withTimeout(Duration.ofMinutes(1))
                .withPatience(Duration.ofMillis(200)));
        assertFalse(result.ended());
        assertEquals(List.of(), result.stuck());
        assertTrue(result.deadlock().contains("submit-wq-0"), result::toString);
        assertEquals(Set.of(Violation.DEADLOCK), result.kinds());
    }
}
