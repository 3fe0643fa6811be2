// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.stage;

import java.util.List;
import racy.driver.DrmRocketJob;
import racy.driver.DrmRocketTask;
import racy.driver.RocketBo;
import racy.driver.RocketFile;
import racy.kernel.Errno;
import racy.npu.NpuProgram.Behaviour;
import racy.sched.SchedPolicy;

/** All scenes. Each is small enough to be exhausted. Together they have what sections 5 and 6 of the driver's facts ask for. */
public final class Scenes {
    /** Takes as long as the hardware's role waits. */
    private static final DrmRocketTask TASK = new DrmRocketTask(100, Behaviour.TIMED);

    private static final DrmRocketTask HANGS = DrmRocketTask.HANGS;

    private static final List<Scene> ALL = List.of(
            Scene.of("submit", "two clients submit at the same time", stage -> {
                stage.submits(stage.device().open("A"), TASK);
                stage.submits(stage.device().open("B"), TASK);
            }),
            Scene.of("complete", "two inferences are queued, the first has two tasks", stage -> {
                stage.submitted(stage.device().open("A"), TASK, TASK);
                stage.submitted(stage.device().open("B"), TASK);
            }),
            Scene.of("fair", "two inferences of two tasks are queued, and the queue is fair", stage -> {
                        stage.submitted(stage.device().open("A"), TASK, TASK);
                        stage.submitted(stage.device().open("B"), TASK, TASK);
                    })
                    .under(SchedPolicy.FAIR),
            Scene.of("hang", "the first of two inferences hangs", stage -> {
                stage.submitted(stage.device().open("A"), HANGS);
                stage.submitted(stage.device().open("B"), TASK);
                stage.timePasses(1);
            }),
            Scene.of("late", "the timeout of one of two tasks may expire while it runs", stage -> {
                stage.submitted(stage.device().open("A"), TASK);
                stage.submitted(stage.device().open("B"), TASK);
                stage.timePasses(1);
            }),
            Scene.of("late-two", "the same, and the first inference has two tasks", stage -> {
                stage.submitted(stage.device().open("A"), TASK, TASK);
                stage.submitted(stage.device().open("B"), TASK);
                stage.timePasses(1);
            }),
            Scene.of(
                    "late-anywhere", "the timeout of a task may expire before it starts or after it is done", stage -> {
                        stage.submitted(stage.device().open("A"), TASK);
                        stage.timePassesAnywhere(1);
                    }),
            Scene.of("shared-line", "the IOMMU interrupts on the shared line while two tasks run", stage -> {
                stage.submitted(stage.device().open("A"), TASK, TASK);
                stage.mayHappen(
                        "iommu", "the IOMMU interrupts on the shared line", stage.core().npu::raiseIommuInterrupt);
            }),
            Scene.of("kill", "a client with two tasks closes its file and may be killed", stage -> {
                RocketFile a = stage.device().open("A");
                stage.submitted(a, TASK, TASK);
                stage.submitted(stage.device().open("B"), TASK);
                stage.closesAndMayBeKilled(a);
            }),
            Scene.of("cores", "a client submits while another one's task runs, on two cores", stage -> {
                        stage.submitted(stage.device().open("B"), TASK);
                        stage.started(stage.core());
                        stage.submits(stage.device().open("A"), TASK, TASK);
                    })
                    .onCores(2),
            Scene.of("buffers", "a client reads in two tasks what another one writes, on two cores", stage -> {
                        RocketFile a = stage.device().open("A");
                        RocketBo shared = a.createBo();
                        stage.submitted(a, DrmRocketJob.of(TASK).writing(shared));
                        stage.submitted(
                                stage.device().open("B"),
                                DrmRocketJob.of(TASK, TASK).reading(shared));
                    })
                    .onCores(2),
            Scene.of("resume-fails", "the first resume of the core fails", stage -> {
                stage.submitted(stage.device().open("A"), TASK, TASK);
                stage.core().pm.failNextResume(-Errno.EAGAIN);
            }),
            Scene.of("suspend", "the core may suspend, and the IOMMU may interrupt on the shared line", stage -> {
                stage.submitted(stage.device().open("A"), TASK);
                stage.mayHappen(
                        "iommu", "the IOMMU interrupts on the shared line", stage.core().npu::raiseIommuInterrupt);
                stage.timePassesAlways(1);
            }));

    private Scenes() {}

    public static List<Scene> all() {
        return ALL;
    }

    public static Scene of(String name) {
        for (Scene each : ALL) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no scene is called " + name);
    }
}
