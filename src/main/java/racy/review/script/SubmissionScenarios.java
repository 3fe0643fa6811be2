// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static racy.driver.DrmRocketTask.COMPLETES;
import static racy.review.script.ScriptedMachine.CLIENT;
import static racy.review.script.ScriptedMachine.IRQ;
import static racy.review.script.ScriptedMachine.SUBMIT_WQ;

import java.util.List;
import racy.driver.DrmRocketJob;
import racy.driver.DrmRocketTask;
import racy.driver.RocketBo;
import racy.driver.RocketFile;
import racy.kernel.Errno;
import racy.kernel.Violation;
import racy.npu.NpuProgram.Behaviour;

/** Races about what a submission promises: its errors, its inputs, and the objects that it keeps alive. */
final class SubmissionScenarios {
    private static final DrmRocketTask REFUSED = new DrmRocketTask(0, Behaviour.COMPLETES);

    private SubmissionScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("R9", "a task fails to start, the later ones run, the inference says success", machine -> {
                            machine.submit(machine.device.open("A"), COMPLETES, COMPLETES);
                            machine.device.failAllocation(1);
                        })
                        .about("last-task")
                        .shownBy(new Symptom(IRQ, Violation.SILENT_PARTIAL_SUCCESS)),
                Scenario.of(
                                "R9-middle",
                                "a middle task fails to start, and the next one runs without its state",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES, COMPLETES, COMPLETES);
                                    machine.device.failAllocation(2);
                                })
                        .about("last-task")
                        .shownBy(
                                new Symptom(SUBMIT_WQ, Violation.STATE_LOST),
                                new Symptom(IRQ, Violation.SILENT_PARTIAL_SUCCESS)),
                Scenario.of("R12", "an inference's first task starts before its inputs are ready", machine -> {
                            RocketFile a = machine.device.open("A");
                            RocketBo bo = a.createBo();
                            machine.submit(a, DrmRocketJob.of(COMPLETES).writing(bo));
                            RocketFile b = machine.device.open("B");
                            machine.submit(
                                    b, DrmRocketJob.of(COMPLETES, COMPLETES).reading(bo));
                            machine.prepare();
                            machine.script.finish(ScriptedMachine.on(1, SUBMIT_WQ));
                        })
                        .onCores(2)
                        .about("last-task")
                        .shownBy(new Symptom(ScriptedMachine.on(1, SUBMIT_WQ), Violation.EARLY_START)),
                Scenario.of(
                                "write-after-read",
                                "an inference writes a buffer that another core's task still reads",
                                machine -> {
                                    RocketFile a = machine.device.open("A");
                                    RocketBo bo = a.createBo();
                                    machine.submit(a, DrmRocketJob.of(COMPLETES).reading(bo));
                                    RocketFile b = machine.device.open("B");
                                    machine.submit(b, DrmRocketJob.of(COMPLETES).writing(bo));
                                    machine.prepare();
                                    machine.script.finish(ScriptedMachine.on(1, SUBMIT_WQ));
                                })
                        .onCores(2)
                        .about("last-task")
                        .shownBy(new Symptom(ScriptedMachine.on(1, SUBMIT_WQ), Violation.DMA_HAZARD)),
                Scenario.of(
                                "arm-then-fail",
                                "a job is armed, its buffers have no room for a fence, it is dropped",
                                machine -> {
                                    RocketFile a = machine.device.open("A");
                                    RocketBo bo = a.createBo();
                                    machine.device.failNextReservation(-Errno.ENOMEM);
                                    machine.submit(a, DrmRocketJob.of(COMPLETES).writing(bo));
                                })
                        .about("armed-last")
                        .shownBy(new Symptom(CLIENT, Violation.ARMED_NOT_PUSHED)),
                Scenario.of("R20", "a buffer outlives its closed file and is unmapped through it", machine -> {
                            RocketFile a = machine.device.open("A");
                            RocketBo bo = a.createBo();
                            machine.submit(a, DrmRocketJob.of(COMPLETES).writing(bo));
                            machine.prepare();
                            machine.script.does(CLIENT, "closes the buffer's handle and the file", () -> {
                                bo.closeHandle();
                                a.close();
                            });
                        })
                        .about("shared-structs")
                        .shownBy(new Symptom(SUBMIT_WQ, Violation.USE_AFTER_FREE)),
                Scenario.of(
                                "R21",
                                "a submission that fails puts the domain that it has not taken",
                                machine -> machine.submit(machine.device.open("A"), REFUSED))
                        .about("shared-structs")
                        .shownBy(Symptom.oops(CLIENT)),
                Scenario.of(
                                "R22",
                                "a submission that fails frees the tasks twice",
                                machine -> machine.submit(machine.device.open("A"), REFUSED))
                        // Otherwise the oops comes before the second free.
                        .mendedBy("domain-first")
                        .about("kvfree")
                        .shownBy(new Symptom(CLIENT, Violation.DOUBLE_FREE)));
    }
}
