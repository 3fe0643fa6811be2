// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package othernpu;

import static racy.driver.DrmRocketTask.COMPLETES;
import static racy.driver.DrmRocketTask.LATE;
import static racy.review.script.ScriptedMachine.IRQ;
import static racy.review.script.ScriptedMachine.RESET;

import java.util.List;
import racy.driver.RocketTask;
import racy.driver.RocketWindow;
import racy.driver.TaskSlot;
import racy.driver.variant.Variant;
import racy.driver.variant.VariantProvider;
import racy.kernel.Kernel;
import racy.kernel.Violation;
import racy.kernel.Window;
import racy.review.Question;
import racy.review.QuestionProvider;
import racy.review.script.Scenario;
import racy.review.script.ScenarioProvider;
import racy.review.script.Symptom;

/**
 * What a reviewer of another driver's patch provides: a slot, a question, and a schedule. The patch removes the mutex
 * around the job in flight. {@code OutsideJarTest} puts this class in a jar of its own.
 */
public final class WithoutMutex implements VariantProvider, QuestionProvider, ScenarioProvider {
    static final String VARIANT = "other-npu-without-mutex";
    static final String QUESTION = "mutex-redundant";

    /** Both claims are READ_ONCE, then WRITE_ONCE(NULL). */
    private static final class Slot extends TaskSlot {
        Slot(Kernel kernel) {
            super(kernel);
        }

        @Override
        public RocketTask claimInIrq() {
            return claim(RocketWindow.IRQ_CLAIM_READ);
        }

        @Override
        public RocketTask claimInReset() {
            return claim(RocketWindow.RESET_CLAIM_READ);
        }

        private RocketTask claim(Window read) {
            RocketTask task = readOnceInFlightTask();
            kernel.preemption.at(read);
            if (task != null) {
                writeOnceInFlightTask(null);
            }
            return task;
        }
    }

    @Override
    public List<Variant> variants() {
        return List.of(Variant.mutant(
                VARIANT,
                "both sides claim by READ_ONCE, then WRITE_ONCE(NULL), without a lock",
                "whether the mutex around the job in flight is redundant",
                design -> design.slot = Slot::new));
    }

    @Override
    public List<Question> questions() {
        return List.of(new Question(
                QUESTION,
                Question.Kind.CLAIM,
                List.of("> > The mutex is redundant: in_flight is accessed with READ_ONCE() and WRITE_ONCE()."),
                "in_flight, read and cleared by the IRQ thread and by reset",
                "Both claim one job.",
                Question.WEAK_ORDERS));
    }

    @Override
    public List<Scenario> scenarios() {
        return List.of(Scenario.of(
                        "both-claims", "reset claims between the IRQ thread's read and its write", machine -> {
                            machine.submit(machine.device.open("A"), LATE, COMPLETES);
                            machine.prepare();
                            machine.letTimeoutExpire();
                            machine.complete();
                            machine.script.runUntil(IRQ, RocketWindow.IRQ_CLAIM_READ);
                            machine.script.runUntil(RESET, RocketWindow.RESET_CLAIMED);
                            machine.script.finish(IRQ);
                        })
                .about(QUESTION)
                .shownBy(new Symptom(IRQ, Violation.DOUBLE_CLAIM)));
    }
}
