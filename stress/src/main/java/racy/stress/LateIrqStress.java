// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.variant.Variants;
import racy.kernel.Violation;
import racy.npu.NpuProgram.Behaviour;
import racy.stress.rig.DriverSample;
import racy.stress.rig.Rig;
import racy.stress.rig.RigPool;

/**
 * Can a late IRQ thread take the next task (R1)? A task completes so late that its timeout fires too: the IRQ thread and
 * the reset run together, and after the restart the next client's task is published into the slot that the IRQ thread
 * still has to look at. The late inference has a second task, so that it is freed before the next client attaches: else
 * R5 keeps the next task from being published.
 */
public final class LateIrqStress {
    private LateIrqStress() {}

    /** Client 0's task is late, has completed, and its IRQ thread is woken; client 1's task is queued. */
    public abstract static class Scene extends DriverSample {
        Scene(RigPool pool) {
            super(pool);
            rig.push(0);
            rig.push(1);
            rig.submitWorkers();
            rig.letTimeoutExpire();
            rig.npu();
            rig.hardIrq();
        }

        static RigPool pool(String variant) {
            return new RigPool(() -> new Rig(
                    Variants.of(variant),
                    1,
                    2,
                    new Rig.Inference(0, Behaviour.LATE, Behaviour.COMPLETES),
                    new Rig.Inference(1, Behaviour.COMPLETES)));
        }
    }

    /** The patch. Run it with {@code ./racy stress -t LateIrqStress.AsPosted}. */
    @JCStressTest
    @State
    @Probe(
            question = "xchg",
            variant = "as-posted",
            race = "R1",
            violation = Violation.PREMATURE_SIGNAL,
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = ".*",                   expect = ACCEPTABLE,             desc = "Other violations; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends Scene {
        private static final RigPool POOL = pool("as-posted");

        public AsPosted() {
            super(POOL);
        }

        @Actor
        public void irq() {
            rig.irqThread();
        }

        @Actor
        public void reset() {
            rig.timeout();
            rig.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
