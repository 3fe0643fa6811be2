// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static racy.driver.DrmRocketTask.COMPLETES;
import static racy.review.script.Scene.CLIENT;
import static racy.review.script.Scene.IRQ;
import static racy.review.script.Scene.SUBMIT_WQ;

import java.util.List;
import racy.driver.DrmRocketJob;
import racy.driver.DrmRocketTask;
import racy.driver.RocketBo;
import racy.driver.RocketFile;
import racy.kernel.Violation;
import racy.npu.NpuProgram.Behaviour;

/** What a submission promises: its errors, its inputs, and what it keeps alive. */
final class SubmissionScenarios {
    private static final DrmRocketTask REFUSED = new DrmRocketTask(0, Behaviour.COMPLETES);

    private SubmissionScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("R9", "a task fails to start, the later ones run, the inference says success", scene -> {
                            scene.submit(scene.device.open("A"), COMPLETES, COMPLETES);
                            scene.device.failAllocation(1);
                        })
                        .about("last-task")
                        .shownBy(new Sign(IRQ, Violation.SILENT_PARTIAL_SUCCESS)),
                Scenario.of("R12", "an inference's first task starts before its inputs are ready", scene -> {
                            RocketFile a = scene.device.open("A");
                            RocketBo bo = a.createBo();
                            scene.submit(a, DrmRocketJob.of(COMPLETES).writing(bo));
                            RocketFile b = scene.device.open("B");
                            scene.submit(
                                    b, DrmRocketJob.of(COMPLETES, COMPLETES).reading(bo));
                            scene.prepare();
                            scene.script.finish(Scene.on(1, SUBMIT_WQ));
                        })
                        .onCores(2)
                        .about("last-task")
                        .shownBy(new Sign(Scene.on(1, SUBMIT_WQ), Violation.EARLY_START)),
                Scenario.of("R20", "a buffer outlives its closed file and is unmapped through it", scene -> {
                            RocketFile a = scene.device.open("A");
                            RocketBo bo = a.createBo();
                            scene.submit(a, DrmRocketJob.of(COMPLETES).writing(bo));
                            scene.prepare();
                            scene.script.does(CLIENT, "closes the buffer's handle and the file", () -> {
                                bo.put();
                                a.close();
                            });
                        })
                        .about("shared-structs")
                        .shownBy(new Sign(SUBMIT_WQ, Violation.USE_AFTER_FREE)),
                Scenario.of(
                                "R21",
                                "a submission that fails puts the domain that it has not taken",
                                scene -> scene.submit(scene.device.open("A"), REFUSED))
                        .about("shared-structs")
                        .shownBy(Sign.oops(CLIENT)),
                Scenario.of(
                                "R22",
                                "a submission that fails frees the tasks twice",
                                scene -> scene.submit(scene.device.open("A"), REFUSED))
                        // Else the oops comes before the second free.
                        .mendedBy("domain-first")
                        .about("kvfree")
                        .shownBy(new Sign(CLIENT, Violation.DOUBLE_FREE)));
    }
}
