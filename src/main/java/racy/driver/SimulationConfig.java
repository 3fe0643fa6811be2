// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.time.Duration;
import java.util.function.Supplier;
import racy.sched.SchedPolicy;

/**
 * What a {@link RocketSimulation} plays.
 *
 * @param design makes the driver's design; {@code policy}, {@code timeout} and {@code autosuspend} below replace the values in it
 * @param cores NPU cores
 * @param seed of all random choices; the machine's own scheduling of the threads does not depend on it
 * @param policy which client's task runs next
 * @param timeout of a task
 * @param autosuspend how long a core stays powered after its last use
 * @param patience if work is left and no inference has completed for this long, it is a deadlock; in real time
 */
public record SimulationConfig(
        Supplier<Design> design,
        int cores,
        Load load,
        Faults faults,
        long seed,
        SchedPolicy policy,
        Duration timeout,
        Duration autosuspend,
        Duration patience) {

    /**
     * What is submitted.
     *
     * @param files open files, each with a submitter of its own
     * @param inferences over all files
     * @param tasks of an inference at most; each has 1 to that many
     * @param depth the most inferences that a file may have submitted and not yet freed
     * @param sharedBos buffers that inferences of all files read and write
     */
    public record Load(int files, int inferences, int tasks, int depth, int sharedBos) {
        /** The same without shared buffers. */
        public Load(int files, int inferences, int tasks, int depth) {
            this(files, inferences, tasks, depth, 0);
        }

        public Load {
            if (files < 1 || inferences < 0 || tasks < 1 || depth < 1 || sharedBos < 0) {
                throw new IllegalArgumentException("a load needs a file, a task and a depth");
            }
        }
    }

    public SimulationConfig {
        if (cores < 1) {
            throw new IllegalArgumentException("a simulation needs a core");
        }
    }

    /**
     * One core and one client that submits one inference after the other. No faults; Rocket's own timeout and policy.
     */
    public static SimulationConfig of(Supplier<Design> design) {
        return new SimulationConfig(
                design,
                1,
                new Load(1, 1000, 3, 1),
                Faults.none(),
                1,
                SchedPolicy.FIFO,
                Duration.ofMillis(500),
                Duration.ofMillis(50),
                Duration.ofSeconds(10));
    }

    public SimulationConfig withCores(int other) {
        return new SimulationConfig(design, other, load, faults, seed, policy, timeout, autosuspend, patience);
    }

    public SimulationConfig withLoad(Load other) {
        return new SimulationConfig(design, cores, other, faults, seed, policy, timeout, autosuspend, patience);
    }

    public SimulationConfig withFaults(Faults other) {
        return new SimulationConfig(design, cores, load, other, seed, policy, timeout, autosuspend, patience);
    }

    public SimulationConfig withSeed(long other) {
        return new SimulationConfig(design, cores, load, faults, other, policy, timeout, autosuspend, patience);
    }

    public SimulationConfig withPolicy(SchedPolicy other) {
        return new SimulationConfig(design, cores, load, faults, seed, other, timeout, autosuspend, patience);
    }

    public SimulationConfig withTimeout(Duration other) {
        return new SimulationConfig(design, cores, load, faults, seed, policy, other, autosuspend, patience);
    }

    public SimulationConfig withAutosuspend(Duration other) {
        return new SimulationConfig(design, cores, load, faults, seed, policy, timeout, other, patience);
    }

    public SimulationConfig withPatience(Duration other) {
        return new SimulationConfig(design, cores, load, faults, seed, policy, timeout, autosuspend, other);
    }
}
