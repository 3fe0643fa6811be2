// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import racy.driver.Design;
import racy.driver.DrmRocketJob;
import racy.driver.DrmRocketSubmit;
import racy.driver.DrmRocketTask;
import racy.driver.RocketBo;
import racy.driver.RocketCore;
import racy.driver.RocketFile;
import racy.driver.RocketWindow;
import racy.driver.variant.Variants;
import racy.fence.FenceWindow;
import racy.kernel.Errno;
import racy.kernel.IrqWindow;
import racy.kernel.KernelClock;
import racy.kernel.PowerWindow;
import racy.kernel.Violation;
import racy.kernel.Window;
import racy.kernel.WorkWindow;
import racy.npu.NpuProgram.Behaviour;
import racy.npu.RegisterWindow;
import racy.review.Step;
import racy.sched.SchedPolicy;
import racy.sched.SchedWindow;

/**
 * Random schedules of all contexts, which stop at any window, the fine ones too. Calls fail, clients close or are
 * killed, a core may be unbound. Whatever is reported for v2 is a fault of v2 or of the model. CONTRIBUTING says how to run
 * it for long.
 */
class RandomScheduleTest {
    private static final int SCHEDULES = Integer.getInteger("racy.schedules", 150);
    private static final int FIRST = Integer.getInteger("racy.schedules.first", 1);

    private static final List<Window> WINDOWS = Stream.<Window[]>of(
                    FenceWindow.values(),
                    RegisterWindow.values(),
                    SchedWindow.values(),
                    RocketWindow.values(),
                    WorkWindow.values(),
                    PowerWindow.values(),
                    IrqWindow.values())
            .flatMap(Stream::of)
            .toList();
    private static final DrmRocketTask TIMED = new DrmRocketTask(100, Behaviour.TIMED);

    /** One schedule. */
    private static final class Schedule {
        private final SplittableRandom random;
        private final Script script;
        private final ScriptedMachine machine;
        private final List<RocketFile> files = new ArrayList<>();
        private final List<RocketBo> bos = new ArrayList<>();
        private final Set<String> closed = new TreeSet<>();
        private final List<String> contexts = new ArrayList<>();
        private boolean unbound;

        Schedule(Script script, String variant, long seed) {
            random = new SplittableRandom(seed);
            this.script = script;
            Design design = Variants.of(variant).design();
            design.sched = design.sched.withPolicy(SchedPolicy.values()[random.nextInt(3)]);
            machine = new ScriptedMachine(script, design, 1 + random.nextInt(2));
            int clients = 1 + random.nextInt(3);
            for (int i = 0; i < clients; i++) {
                files.add(machine.device.open("F" + i));
                bos.add(files.get(i).createBo());
                contexts.add(client(i));
            }
            for (RocketCore core : machine.device.cores()) {
                for (String role : List.of(
                        ScriptedMachine.HARDWARE,
                        ScriptedMachine.IRQ,
                        ScriptedMachine.IRQ,
                        ScriptedMachine.SUBMIT_WQ,
                        ScriptedMachine.SUBMIT_WQ,
                        ScriptedMachine.RESET,
                        ScriptedMachine.PM_WQ)) {
                    contexts.add(ScriptedMachine.on(core.index, role));
                }
            }
            contexts.add(ScriptedMachine.SYSTEM_WQ);
        }

        private static String client(int i) {
            return ScriptedMachine.CLIENT + " " + i;
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        void play() {
            submit(random.nextInt(files.size()));
            int steps = 10 + random.nextInt(60);
            for (int i = 0; i < steps; i++) {
                step();
            }
            machine.device.failAllocation(0);
            script.settle();
            for (int i = 0; i < files.size(); i++) {
                close(i);
            }
            script.settle();
            bos.forEach(bo -> script.does(ScriptedMachine.CLIENT, "closes a handle", bo::closeHandle));
            machine.letAutosuspendExpire();
            script.settle();
            machine.device.audit();
        }

        private void step() {
            int file = random.nextInt(files.size());
            RocketCore core = any(machine.device.cores());
            int choice = random.nextInt(100);
            if (choice < 60) {
                script.runUntil(any(contexts), any(WINDOWS));
            } else if (choice < 76) {
                submit(file);
            } else if (choice < 81) {
                machine.letTimeoutExpire();
            } else if (choice < 86) {
                machine.letAutosuspendExpire();
            } else if (choice < 89) {
                machine.device.failAllocation(1 + random.nextInt(4));
            } else if (choice < 91) {
                core.pm.failNextResume(-Errno.EAGAIN);
            } else if (choice < 93) {
                core.npu.raiseIommuInterrupt();
            } else if (choice < 95) {
                core.npu.complete();
            } else if (choice < 97) {
                files.get(file).process().kill();
            } else if (choice < 99) {
                close(file);
            } else {
                unbind(core);
            }
        }

        private void submit(int file) {
            if (script.isUnderWay(client(file)) || closed.contains(client(file)) || unbound) {
                return;
            }
            List<DrmRocketTask> tasks = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                tasks.add(random.nextInt(5) == 0 ? DrmRocketTask.HANGS : TIMED);
            }
            DrmRocketJob job = DrmRocketJob.of(tasks.toArray(DrmRocketTask[]::new));
            int use = random.nextInt(3);
            DrmRocketJob used = use == 0 ? job : use == 1 ? job.reading(any(bos)) : job.writing(any(bos));
            script.start(client(file), () -> machine.device.submit(files.get(file), DrmRocketSubmit.of(used)));
            if (random.nextBoolean()) {
                script.finish(client(file));
            }
        }

        private void close(int file) {
            if (!script.isUnderWay(client(file)) && closed.add(client(file))) {
                script.start(client(file), files.get(file)::close);
            }
        }

        /**
         * Nobody submits meanwhile or afterwards, because the model does not have that. Tasks that are queued on the
         * core are answered when their files are closed, and others may wait for them. So all clients close.
         */
        private void unbind(RocketCore core) {
            for (int i = 0; i < files.size(); i++) {
                if (unbound || script.isUnderWay(client(i))) {
                    return;
                }
            }
            unbound = true;
            script.start("admin", () -> machine.device.remove(core));
            for (int i = 0; i < files.size(); i++) {
                close(i);
            }
            script.finish("admin");
        }
    }

    /** What one schedule reported, and how it ended. */
    private record Outcome(Set<Violation> violations, String failure, String trace) {
        static Outcome of(String variant, long seed) {
            try (Script script = new Script(new KernelClock.Manual(1))) {
                String failure = "";
                try {
                    new Schedule(script, variant, seed).play();
                } catch (ScriptFailure e) {
                    failure = e.getMessage();
                }
                for (Step step : script.trace().steps()) {
                    failure += step.kind() == Step.Kind.OOPS ? " " + step.what() : "";
                }
                return new Outcome(
                        script.kernel().violations.asSet(),
                        failure,
                        script.trace().toString());
            }
        }
    }

    @Test
    void v2_randomSchedules_noViolation() {
        for (int seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
            Outcome outcome = Outcome.of(Variants.V2, seed);
            String what = "seed " + seed + "\n" + outcome.trace();
            assertEquals(Set.of(), outcome.violations(), what);
            assertEquals("", outcome.failure(), what);
        }
    }

    /** The same schedules do break the patch. Otherwise the other test would show nothing. */
    @Test
    void asPosted_randomSchedules_breakIt() {
        Set<Violation> seen = new TreeSet<>();
        for (int seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
            seen.addAll(Outcome.of(Variants.AS_POSTED, seed).violations());
        }
        Set<Violation> expected = Set.of(
                Violation.ATTACH_BUSY,
                Violation.USE_AFTER_FREE,
                Violation.SILENT_PARTIAL_SUCCESS,
                Violation.STATE_LOST);
        assertTrue(seen.containsAll(expected), () -> "only " + seen);
    }
}
