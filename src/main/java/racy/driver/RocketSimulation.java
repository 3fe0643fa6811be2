// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import racy.kernel.IommuDomain;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Violation;
import racy.npu.NpuProgram;
import racy.npu.RocketNpu;

/**
 * A driver from end to end, with a thread for each context: submitters, the two workqueues, the interrupt and its
 * thread, and the hardware of each core. All cores share one timer and one system workqueue. The contexts run the same
 * code that every other engine runs. The machine chooses who calls it and when, and contexts are delayed at random.
 *
 * A run is bounded. It ends when everything is done and idle, when a context dies, or when nothing was completed for
 * too long.
 */
public final class RocketSimulation {
    private static final long STOP_SECONDS = 2;

    private final SimulationConfig config;
    private final Jitter jitter;
    private final CountedViolations violations = new CountedViolations();
    private final RocketDevice device;
    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> contexts = new ArrayList<>();
    private final List<String> crashes = new CopyOnWriteArrayList<>();

    private RocketSimulation(SimulationConfig config) {
        this.config = config;
        jitter = new Jitter(config);
        Design design = config.design().get();
        design.sched = design.sched
                .withPolicy(config.policy())
                .withTimeoutNanos(config.timeout().toNanos());
        device = new RocketDevice(new Kernel(KernelClock.MONOTONIC, violations, jitter), design, config.cores());
    }

    /** Plays {@code config} to its end. */
    public static SimulationResult run(SimulationConfig config) {
        return new RocketSimulation(config).play();
    }

    private SimulationResult play() {
        long start = System.nanoTime();
        int files = config.load().files();
        for (int i = 0; i < files; i++) {
            int share = (config.load().inferences() + i) / files;
            Client client = new Client(device, config, "client-" + i, share);
            clients.add(client);
            context("submitter-" + i, client::submit);
        }
        for (RocketCore core : device.cores()) {
            String suffix = "-" + core.index;
            context("submit-wq" + suffix, core.submitWq::runNext);
            context("timeout-wq" + suffix, core.timeoutWq::runNext);
            context("irq" + suffix, core.irq::deliver);
            context("irq-thread" + suffix, core.irq::runThread);
            String npu = "npu" + suffix;
            context(npu, new Hardware(core.npu, config, npu)::step);
        }
        context("system-wq", device.systemWq()::runNext);
        context("timer", this::timer);
        contexts.forEach(Thread::start);
        String deadlock = watch();
        jitter.end();
        return result(deadlock, stop(), start);
    }

    // --- contexts ---

    private void context(String name, BooleanSupplier step) {
        Thread thread = new Thread(() -> live(name, step), name);
        thread.setDaemon(true);
        contexts.add(thread);
    }

    private void live(String name, BooleanSupplier step) {
        int idle = 0;
        try {
            while (!jitter.isOver()) {
                if (step.getAsBoolean()) {
                    idle = 0;
                } else {
                    jitter.idle(idle++);
                }
            }
        } catch (Jitter.Halted e) {
            // The simulation ended while this context waited, so it has nothing more to do.
        } catch (RuntimeException | Error e) {
            // An oops is an outcome. So is anything else that a race does to the model.
            StackTraceElement[] stack = e.getStackTrace();
            crashes.add(name + ": " + e + (stack.length == 0 ? "" : " at " + stack[0]));
        }
    }

    private boolean timer() {
        boolean fired = false;
        for (RocketCore core : device.cores()) {
            fired |= core.fireDueTimers();
            core.pm.autosuspend();
        }
        return fired;
    }

    /** One core's hardware. */
    private static final class Hardware {
        private final RocketNpu npu;
        private final SimulationConfig config;
        private final SplittableRandom random;
        private NpuProgram seen;
        private long due;

        Hardware(RocketNpu npu, SimulationConfig config, String name) {
            this.npu = npu;
            this.config = config;
            random = Jitter.randomOf(config, name);
        }

        boolean step() {
            NpuProgram program = npu.running();
            if (program == null) {
                return false;
            }
            if (program != seen) {
                seen = program;
                due = System.nanoTime() + duration(program);
            }
            if (System.nanoTime() - due < 0) {
                return false;
            }
            boolean completed = npu.complete();
            if (completed && random.nextDouble() < config.faults().iommu()) {
                npu.raiseIommuInterrupt();
            }
            return completed;
        }

        private long duration(NpuProgram program) {
            long timeout = config.timeout().toNanos();
            return program.behaviour() == NpuProgram.Behaviour.LATE ? timeout + random.nextLong(timeout / 8 + 1) : 0;
        }
    }

    // --- the end ---

    /** Waits for the end. Returns what all contexts were doing if it is a deadlock, else an empty string. */
    private String watch() {
        long completed = -1;
        long since = System.nanoTime();
        boolean wasIdle = false;
        while (crashes.isEmpty()) {
            long now = completed();
            if (now != completed) {
                completed = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > config.patience().toNanos()) {
                return dump();
            }
            // Asked twice in a row, because a context may be between taking its work and doing it.
            boolean isIdle = completed >= config.load().inferences() && isIdle();
            if (isIdle && wasIdle) {
                break;
            }
            wasIdle = isIdle;
            sleep();
        }
        return "";
    }

    private long completed() {
        long count = 0;
        for (Client client : clients) {
            count += client.answered();
        }
        return count;
    }

    private boolean isIdle() {
        boolean idle = device.systemWq().isIdle();
        for (RocketCore core : device.cores()) {
            idle &= core.submitWq.isIdle()
                    && core.timeoutWq.isIdle()
                    && core.sched.pendingCount() == 0
                    && core.npu.running() == null
                    && core.irq.isQuiet();
        }
        return idle;
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a simulation was interrupted", e);
        }
    }

    private String dump() {
        StringBuilder text = new StringBuilder();
        for (Thread context : contexts) {
            text.append(context.getName()).append('\n');
            for (StackTraceElement frame : context.getStackTrace()) {
                text.append("    at ").append(frame).append('\n');
            }
        }
        return text.toString();
    }

    /** Joins all contexts. Returns the names of those that do not stop. */
    private List<String> stop() {
        List<String> stuck = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        for (Thread context : contexts) {
            try {
                context.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            } catch (InterruptedException e) {
                throw new IllegalStateException("a simulation was interrupted", e);
            }
            if (context.isAlive()) {
                stuck.add(context.getName());
            }
        }
        return stuck;
    }

    private SimulationResult result(String deadlock, List<String> stuck, long start) {
        Map<Integer, Long> failed = new HashMap<>();
        Map<Integer, Long> refused = new HashMap<>();
        long submitted = 0;
        for (Client client : clients) {
            client.statuses().forEach((status, count) -> failed.merge(status, count, Long::sum));
            client.refused().forEach((error, count) -> refused.merge(error, count, Long::sum));
            submitted += client.submitted();
        }
        Long succeeded = failed.remove(1);
        boolean idle = deadlock.isEmpty() && stuck.isEmpty() && crashes.isEmpty();
        if (idle) {
            clients.forEach(Client::close);
            device.systemWq().runAll();
            device.audit();
        } else if (!deadlock.isEmpty()) {
            violations.report(Violation.DEADLOCK, "no inference completed for too long, and work is left");
        }
        return new SimulationResult(
                submitted,
                refused,
                succeeded == null ? 0 : succeeded,
                failed,
                jitter.resets(),
                violations.counts(),
                violations.details(),
                device.kernel().warnings(),
                List.copyOf(crashes),
                deadlock,
                stuck,
                leftovers(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private SimulationResult.Leftovers leftovers() {
        int usage = 0;
        int attached = 0;
        int bound = 0;
        for (RocketCore core : device.cores()) {
            usage += core.pm.usage();
            attached += core.iommuGroup.domain() == IommuDomain.DEFAULT ? 0 : 1;
            bound += core.boundDomain() == null ? 0 : 1;
        }
        int inferences = clients.stream().mapToInt(Client::inferenceReferences).sum();
        int domains = clients.stream().mapToInt(Client::domainReferences).sum();
        return new SimulationResult.Leftovers(usage, inferences, domains - bound, attached, bound);
    }
}
