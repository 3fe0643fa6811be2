// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.HashMap;
import java.util.Map;
import racy.driver.variant.Variants;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.Violations;
import racy.kernel.Window;
import racy.npu.NpuProgram.Behaviour;

/** One core, or several, and clients in one thread. Other contexts run where the test says so. */
final class Script {
    final KernelClock.Manual clock = new KernelClock.Manual();
    final Violations violations = new Violations();
    final RocketDevice device;
    final RocketCore core;
    private final Map<Window, Runnable> once = new HashMap<>();

    Script(String variant) {
        this(variant, 1);
    }

    Script(String variant, int cores) {
        Preemption preemption = new Preemption() {
            @Override
            public void at(Window window) {
                Runnable other = once.remove(window);
                if (other != null) {
                    other.run();
                }
            }
        };
        device = new RocketDevice(
                new Kernel(clock, violations, preemption), Variants.of(variant).design(), cores);
        core = device.core(0);
    }

    /** Delays the first context that passes {@code window} while {@code other} runs. */
    void at(Window window, Runnable other) {
        once.put(window, other);
    }

    /** A new client submits an inference. */
    RocketJob submit(Behaviour... tasks) {
        RocketFile file = device.open("client");
        RocketJob job = device.prepare(file, tasks);
        device.push(file, job);
        return job;
    }

    /** The submit workqueue starts everything that it can. */
    void run() {
        core.submitWq.runAll();
    }

    /** The task on the hardware completes, and its hard handler runs. */
    void complete() {
        core.npu.complete();
        core.irq.deliver();
    }

    /** The IOMMU raises its interrupt. */
    void iommuInterrupt() {
        core.npu.raiseIommuInterrupt();
        core.irq.deliver();
    }

    /** The autosuspend delay passes, and a core that nobody uses suspends. */
    void suspend() {
        clock.advance(core.pm.autosuspendNanos());
        device.cores().forEach(RocketCore::autosuspend);
    }

    void letTimeoutExpire() {
        clock.advance(core.sched.options().timeoutNanos());
    }
}
