// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.time.Duration;
import java.util.function.Supplier;
import racy.sched.SchedPolicy;

/**
 * What a {@link RocketSimulation} plays.
 *
 * @param design makes the driver's design; {@code policy} and {@code timeout} below replace the values in it
 * @param cores NPU cores
 * @param seed of all random choices; the machine's own scheduling of the threads does not depend on it
 * @param policy which client's task runs next
 * @param timeout of a task
 * @param patience if work is left and no inference has completed for this long, it is a deadlock
 */
public record SimulationConfig(
        Supplier<Design> design,
        int cores,
        Load load,
        Faults faults,
        long seed,
        SchedPolicy policy,
        Duration timeout,
        Duration patience) {

    /**
     * What is submitted.
     *
     * @param files open files, each with a submitter of its own
     * @param inferences over all files
     * @param tasks of each inference
     * @param depth the most inferences that a file may have submitted and not yet freed
     */
    public record Load(int files, int inferences, int tasks, int depth) {
        public Load {
            if (files < 1 || inferences < 0 || tasks < 1 || depth < 1) {
                throw new IllegalArgumentException("a load needs a file, a task and a depth");
            }
        }
    }

    /**
     * What goes wrong, as probabilities.
     *
     * @param hang a task never completes
     * @param late a task completes about when its timeout expires
     * @param delay a context is delayed at a {@link racy.kernel.Window}, the IRQ thread for about the timeout
     * @param iommu the IOMMU raises its interrupt, on the line it shares, about when a task completes
     * @param clients what goes wrong with the clients
     */
    public record Faults(double hang, double late, double delay, double iommu, ClientFaults clients) {
        public static final Faults NONE = new Faults(0, 0, 0, 0);

        /** No client fails. */
        public Faults(double hang, double late, double delay, double iommu) {
            this(hang, late, delay, iommu, ClientFaults.NONE);
        }

        public Faults withIommu(double other) {
            return new Faults(hang, late, delay, other, clients);
        }

        public Faults withClients(ClientFaults other) {
            return new Faults(hang, late, delay, iommu, other);
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
                Faults.NONE,
                1,
                SchedPolicy.FIFO,
                Duration.ofMillis(500),
                Duration.ofSeconds(10));
    }

    public SimulationConfig withCores(int other) {
        return new SimulationConfig(design, other, load, faults, seed, policy, timeout, patience);
    }

    public SimulationConfig withLoad(Load other) {
        return new SimulationConfig(design, cores, other, faults, seed, policy, timeout, patience);
    }

    public SimulationConfig withFaults(Faults other) {
        return new SimulationConfig(design, cores, load, other, seed, policy, timeout, patience);
    }

    public SimulationConfig withSeed(long other) {
        return new SimulationConfig(design, cores, load, faults, other, policy, timeout, patience);
    }

    public SimulationConfig withPolicy(SchedPolicy other) {
        return new SimulationConfig(design, cores, load, faults, seed, other, timeout, patience);
    }

    public SimulationConfig withTimeout(Duration other) {
        return new SimulationConfig(design, cores, load, faults, seed, policy, other, patience);
    }

    public SimulationConfig withPatience(Duration other) {
        return new SimulationConfig(design, cores, load, faults, seed, policy, timeout, other);
    }
}
