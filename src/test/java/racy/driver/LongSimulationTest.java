// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import racy.driver.SimulationConfig.Load;
import racy.driver.variant.Variants;
import racy.sched.SchedPolicy;

/**
 * Simulations with every fault on. CONTRIBUTING says how to run them for long: {@code racy.simulation.tasks} is how
 * many tasks run in all, and {@code racy.simulation.seed} is where the seeds begin. A long run prints its progress.
 */
class LongSimulationTest {
    private static final long TASKS = Long.getLong("racy.simulation.tasks", 0);
    private static final long FIRST_SEED = Long.getLong("racy.simulation.seed", 1);
    private static final long FEW_TASKS = 18_000;
    private static final int MOST_IN_ONE = 20_000;
    private static final int MOST_ROUNDS = 30;

    /** Each of the cores and policies in turn. */
    private static SimulationConfig round(long seed, long tasks) {
        int turn = (int) (seed % 9);
        int inferences = (int) Math.min(tasks, MOST_IN_ONE) / 2;
        return SimulationConfig.of(Variants.of(Variants.V2)::design)
                .withCores(1 + turn % 3)
                .withPolicy(SchedPolicy.values()[turn / 3])
                .withLoad(new Load(3, inferences, 3, 4, 3))
                .withFaults(Faults.all())
                .withSeed(seed)
                .withTimeout(Duration.ofMillis(2));
    }

    private static void report(String line) {
        if (TASKS > 0) {
            System.out.println(line);
        }
    }

    @Test
    void v2_everyFault_noViolation_andEachControlLooked() {
        long wanted = TASKS > 0 ? TASKS : FEW_TASKS;
        long[] occasions = new long[NegativeControl.ALL.size()];
        long tasks = 0;
        for (long seed = FIRST_SEED; tasks < wanted; seed++) {
            SimulationConfig config = round(seed, TASKS > 0 ? wanted - tasks + 100 : FEW_TASKS / 9);
            SimulationResult result = RocketSimulation.run(config);
            tasks += result.tasks();
            report(String.format(
                    "%d tasks, seed %d, %d cores, %s: %.0f tasks/s, %d resets, failed %s, refused %s, %s",
                    tasks,
                    seed,
                    config.cores(),
                    config.policy(),
                    result.tasks() * 1e9 / result.elapsed().toNanos(),
                    result.resets(),
                    result.failed(),
                    result.refused(),
                    result.sightings()));
            String what = "seed " + seed + ": " + result;
            assertEquals(List.of(), result.sightings(), () -> what + "\n" + result.witnesses());
            assertTrue(result.ended(), what);
            assertEquals(0, result.warnings(), what);
            for (int i = 0; i < occasions.length; i++) {
                occasions[i] += NegativeControl.ALL.get(i).occasions().applyAsLong(result);
            }
        }
        reportOccasions("v2", NegativeControl.ALL, occasions);
    }

    @Test
    void asPosted_everyRace_isSeen() {
        List<String> missing = new ArrayList<>();
        for (RaceSearch race : RaceSearch.ALL) {
            RaceSearch.Found found = race.search(Duration.ofSeconds(20));
            report(found.toString());
            if (!found.seen()) {
                missing.add(found.toString());
            }
        }
        assertEquals(List.of(), missing);
    }

    /** The faults that break the patch break none of what holds. */
    @Test
    void asPosted_everyControl_isGreen() {
        Faults faults = Faults.none()
                .with(Fault.HANG, 0.02)
                .with(Fault.LATE, 0.02)
                .with(Fault.DELAY, 0.005)
                .with(Fault.FENCE_ALLOCATION, 0.01)
                .with(Fault.RESUME, 0.01);
        SimulationConfig config = SimulationConfig.of(Variants.of(Variants.AS_POSTED)::design)
                .withLoad(new Load(3, 900, 3, 4))
                .withFaults(faults)
                .withTimeout(Duration.ofMillis(2));
        List<NegativeControl> controls =
                NegativeControl.ALL.stream().filter(NegativeControl::asPosted).toList();
        long[] occasions = new long[controls.size()];
        int violations = 0;
        for (int seed = 1; seed <= MOST_ROUNDS && Arrays.stream(occasions).anyMatch(count -> count == 0); seed++) {
            SimulationResult result = RocketSimulation.run(config.withSeed(seed));
            violations += result.sightings().size();
            for (int i = 0; i < occasions.length; i++) {
                NegativeControl control = controls.get(i);
                assertFalse(control.broken().test(result), () -> control.name() + "\n" + result + result.witnesses());
                occasions[i] += control.occasions().applyAsLong(result);
            }
        }
        assertTrue(violations > 0, "no fault broke anything");
        reportOccasions("as posted", controls, occasions);
    }

    private static void reportOccasions(String variant, List<NegativeControl> controls, long... occasions) {
        for (int i = 0; i < occasions.length; i++) {
            String name = controls.get(i).name();
            report(String.format("%s, green on %d occasions: %s", variant, occasions[i], name));
            assertTrue(occasions[i] > 0, name);
        }
    }
}
