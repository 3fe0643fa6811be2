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
import racy.kernel.Kernel;
import racy.kernel.Violation;
import racy.kernel.Window;
import racy.npu.NpuProgram;
import racy.npu.RocketNpu;

/**
 * A driver from end to end, with a thread for each context: submitters, the two workqueues, the interrupt and its
 * thread, and the hardware of each core. All cores share one timer, one {@code pm_wq} and one system workqueue. The contexts run the same
 * code that every other engine runs. The machine chooses who calls it and when, and contexts are delayed at random.
 *
 * A run is bounded. It ends when everything is done and idle, when a context dies, or when nothing was completed for
 * too long.
 */
public final class RocketSimulation {
    private static final long STOP_SECONDS = 2;
    private static final int WITNESS_STEPS = 120;

    private final SimulationConfig config;
    private final SimulatedClock clock = new SimulatedClock();
    private final FaultInjection injection;
    private final Jitter jitter;
    private final CountedViolations violations = new CountedViolations(this::recentSteps);
    private final RocketDevice device;
    private final RocketFile owner;
    private final List<RocketBo> shared = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<SimulatedContext> contexts = new ArrayList<>();
    private final Idleness idleness;
    private final List<String> crashes = new CopyOnWriteArrayList<>();

    private RocketSimulation(SimulationConfig config) {
        this.config = config;
        injection = new FaultInjection(config.faults());
        jitter = new Jitter(clock, config, injection);
        idleness = new Idleness(contexts);
        Design design = config.design().get();
        design.autosuspendNanos = config.autosuspend().toNanos();
        design.sched = design.sched
                .withPolicy(config.policy())
                .withTimeoutNanos(config.timeout().toNanos());
        device = new RocketDevice(new Kernel(clock, violations, jitter), design, config.cores());
        injection.into(device);
        owner = device.open("shared");
        for (int i = 0; i < config.load().sharedBos(); i++) {
            shared.add(owner.createBo());
        }
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
            Client client = new Client(device, config, injection, shared, "client-" + i, share);
            clients.add(client);
            context("submitter-" + i, null, client::submit);
        }
        List<SimulatedContext> submitters = List.copyOf(contexts);
        jitter.watch(submitters);
        for (RocketCore core : device.cores()) {
            String suffix = "-" + core.index;
            context("submit-wq" + suffix, core, core.submitWq::runNext);
            context("timeout-wq" + suffix, core, core.timeoutWq::runNext);
            context("irq" + suffix, core, () -> takeInterrupt(core));
            context("irq-thread" + suffix, core, core.irq::runThread);
            String npu = "npu" + suffix;
            context(npu, core, new Hardware(core.npu, clock, config, npu)::step);
        }
        context("system-wq", null, device.systemWq()::runNext);
        context("timer", null, this::timer);
        context("pm-wq", null, this::powerWorker);
        contexts.forEach(Thread::start);
        String deadlock = watch();
        jitter.end();
        return result(deadlock, stop(), start);
    }

    // --- contexts ---

    private void context(String name, RocketCore core, BooleanSupplier step) {
        contexts.add(new SimulatedContext(name, core, () -> live(name, step), config));
    }

    private void live(String name, BooleanSupplier step) {
        SimulatedContext context = SimulatedContext.current();
        int idle = 0;
        try {
            while (!jitter.isOver()) {
                if (step.getAsBoolean()) {
                    context.did();
                    idle = 0;
                } else {
                    context.rest(idle++);
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

    private boolean takeInterrupt(RocketCore core) {
        boolean taken = core.irq.deliver();
        if (taken && config.faults().happens(Fault.TAKEN_TWICE, SimulatedContext.current().random)) {
            core.irq.deliverAgain();
        }
        return taken;
    }

    private boolean timer() {
        boolean fired = false;
        for (RocketCore core : device.cores()) {
            fired |= core.fireDueTimers() | core.pm.fireDueTimer();
        }
        if (!fired && config.faults().takeTime() && idleness.isComplete()) {
            clock.skip(
                    SimulatedContext.current().random.nextLong(config.timeout().toNanos() / 2) + 1);
        }
        return fired;
    }

    private boolean powerWorker() {
        boolean worked = false;
        for (RocketCore core : device.cores()) {
            worked |= core.pm.runWork();
        }
        return worked;
    }

    /** One core's hardware. */
    private static final class Hardware {
        private final RocketNpu npu;
        private final SimulatedClock clock;
        private final SimulationConfig config;
        private final SplittableRandom random;
        private NpuProgram seen;
        private long due;

        Hardware(RocketNpu npu, SimulatedClock clock, SimulationConfig config, String name) {
            this.npu = npu;
            this.clock = clock;
            this.config = config;
            random = SimulatedContext.randomOf(config, name);
        }

        boolean step() {
            NpuProgram program = npu.running();
            if (program == null) {
                return false;
            }
            if (program != seen) {
                seen = program;
                due = clock.nanos() + duration(program);
            }
            if (clock.nanos() - due < 0) {
                return false;
            }
            boolean completed = npu.complete();
            if (completed && config.faults().happens(Fault.IOMMU_INTERRUPT, random)) {
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
        StringBuilder text = new StringBuilder(jitter.whoWaits());
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
        long tasks = 0;
        for (Client client : clients) {
            client.statuses().forEach((status, count) -> failed.merge(status, count, Long::sum));
            client.refused().forEach((error, count) -> refused.merge(error, count, Long::sum));
            submitted += client.submitted();
            tasks += client.tasks();
        }
        Long succeeded = failed.remove(1);
        boolean idle = deadlock.isEmpty() && stuck.isEmpty() && crashes.isEmpty();
        if (idle) {
            clients.forEach(Client::close);
            shared.forEach(RocketBo::closeHandle);
            owner.close();
            device.systemWq().runAll();
            device.audit();
        } else if (!deadlock.isEmpty()) {
            violations.report(Violation.DEADLOCK, "no inference completed for too long, and work is left");
        }
        return new SimulationResult(
                submitted,
                tasks,
                refused,
                succeeded == null ? 0 : succeeded,
                failed,
                violations.sightings(),
                contexts.stream().mapToLong(context -> context.freedDuringPush).sum(),
                violations.looks(contexts),
                passed(),
                device.kernel().warnings(),
                List.copyOf(crashes),
                deadlock,
                stuck,
                Duration.ofNanos(System.nanoTime() - start));
    }

    private Map<Window, Long> passed() {
        Map<Window, Long> passed = new HashMap<>();
        contexts.forEach(
                context -> context.passed().forEach((window, count) -> passed.merge(window, count, Long::sum)));
        return passed;
    }

    private String recentSteps() {
        return RecentSteps.of(contexts.stream().map(context -> context.recent).toList(), WITNESS_STEPS);
    }
}
