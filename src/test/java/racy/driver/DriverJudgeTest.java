// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.Violation;
import racy.npu.NpuProgram.Behaviour;

/** The judge judges another driver's job by what that job answers. */
class DriverJudgeTest {
    private final Kernel kernel = new Kernel();
    private final DriverJudge judge = new DriverJudge(kernel);

    /** A driver's job that is its own only task. */
    private static final class OtherJob implements JudgedTask, JudgedJob {
        private boolean done;
        private int claims;

        @Override
        public JudgedJob judgedJob() {
            return this;
        }

        @Override
        public boolean isLastOfInference() {
            return true;
        }

        @Override
        public boolean isFinishedByHardware() {
            return done;
        }

        @Override
        public int countClaim() {
            return claims++;
        }

        @Override
        public boolean hasInputPending() {
            return false;
        }

        @Override
        public boolean isGuilty() {
            return false;
        }

        @Override
        public boolean isFailedByError() {
            return false;
        }

        @Override
        public boolean isEarlierTaskUnfinished() {
            return false;
        }
    }

    /** What it says at first is old. The truth is its opposite. */
    private static final class SeenLate implements JudgedTask, JudgedJob {
        private final boolean finished;
        private final boolean innocent;
        private final boolean inputPending;
        private final boolean earlierUnfinished;
        private final Set<String> asked = new HashSet<>();

        /** Each argument is what is true. */
        SeenLate(boolean finished, boolean innocent, boolean inputPending, boolean earlierUnfinished) {
            this.finished = finished;
            this.innocent = innocent;
            this.inputPending = inputPending;
            this.earlierUnfinished = earlierUnfinished;
        }

        private boolean look(String what, boolean truth) {
            return asked.add(what) != truth;
        }

        @Override
        public JudgedJob judgedJob() {
            return this;
        }

        @Override
        public boolean isLastOfInference() {
            return true;
        }

        @Override
        public boolean isFinishedByHardware() {
            return look("finished", finished);
        }

        @Override
        public int countClaim() {
            return 0;
        }

        @Override
        public boolean hasInputPending() {
            return look("input", inputPending);
        }

        @Override
        public boolean isGuilty() {
            return look("guilty", !innocent);
        }

        @Override
        public boolean isFailedByError() {
            return false;
        }

        @Override
        public boolean isEarlierTaskUnfinished() {
            return look("earlier", earlierUnfinished);
        }
    }

    /** On weak memory the judge's first look may find an old value. */
    @Test
    void suspicion_aSecondLookFindsTheTruth_isNotReported() {
        SeenLate truth = new SeenLate(true, false, false, false);
        judge.started(truth);
        judge.attached(truth, -Errno.EBUSY);
        judge.signalled(truth);
        judge.finishing(truth, 0);
        assertEquals(Set.of(), seen());
    }

    @Test
    void cancelled_aSecondLookFindsItGuilty_isNotReported() {
        SeenLate guilty = new SeenLate(false, false, false, false);
        guilty.asked.add("finished");
        judge.finishing(guilty, -Errno.ECANCELED);
        assertEquals(Set.of(), seen());
    }

    @Test
    void cancelled_aSecondLookFindsItFinished_isCompletedCancelled() {
        SeenLate finished = new SeenLate(true, true, false, false);
        finished.asked.add("guilty");
        judge.finishing(finished, -Errno.ECANCELED);
        assertEquals(Set.of(Violation.COMPLETED_CANCELLED), seen());
    }

    private Set<Violation> seen() {
        return kernel.violations.asSet();
    }

    @Test
    void job_claimedTwice_isDoubleClaim() {
        OtherJob job = new OtherJob();
        judge.claimed(job);
        assertEquals(Set.of(), seen());
        judge.claimed(job);
        assertEquals(Set.of(Violation.DOUBLE_CLAIM), seen());
    }

    @Test
    void job_signalledBeforeTheHardwareIsDone_isPremature() {
        OtherJob job = new OtherJob();
        job.done = true;
        judge.signalled(job);
        assertEquals(Set.of(), seen());
        judge.signalled(new OtherJob());
        assertEquals(Set.of(Violation.PREMATURE_SIGNAL), seen());
    }

    /** The flag is set before the restart, so a worker that was restarted sees it. */
    @Test
    void check_passedAfterTheRestart_isCancelledStarted() {
        Script script = new Script("as-posted");
        RocketTask task = script.submit(Behaviour.COMPLETES).task(0);
        DriverJudge own = new DriverJudge(script.device.kernel());
        own.restarting(task);
        own.passedCheck(task.job());
        assertEquals(Set.of(), script.violations.asSet());
        task.job().writeOnceCancelled();
        own.passedCheck(task.job());
        assertEquals(Set.of(), script.violations.asSet());
        own.restarting(task);
        own.passedCheck(task.job());
        assertEquals(Set.of(Violation.CANCELLED_STARTED), script.violations.asSet());
    }

    /** A late task completes when the reset has begun. Returns what the judge reports. */
    private static Set<Violation> completesInReset(String variant) {
        Script script = new Script(variant);
        RocketTask task = script.submit(Behaviour.LATE).task(0);
        script.run();
        script.letTimeoutExpire();
        script.at(RocketWindow.RESET_CANCELLED_SET, script.core.npu::complete);
        assertTrue(script.core.fireDueTimers());
        script.core.timeoutWq.runAll();
        assertTrue(task.isFinishedByHardware());
        assertEquals(-Errno.ECANCELED, task.fence().finished.error());
        return script.violations.asSet();
    }

    /** v2 has looked at the status by then. No driver can know a completion after its last look. */
    @Test
    void completion_afterTheLastLook_isNoViolation() {
        assertEquals(Set.of(), completesInReset("v2"));
    }

    /** As posted nobody looks at the status before the reset. */
    @Test
    void completion_inAResetWithoutALook_isCompletedCancelled() {
        assertTrue(completesInReset("as-posted").contains(Violation.COMPLETED_CANCELLED));
    }

    /** A driver that has seen the completion must not cancel it. */
    @Test
    void completion_beforeTheLastLook_isCompletedCancelled() {
        Script script = new Script("v2");
        RocketTask task = script.submit(Behaviour.LATE).task(0);
        script.run();
        script.core.npu.complete();
        DriverJudge own = new DriverJudge(script.device.kernel());
        own.looking(task);
        own.finishing(task, -Errno.ECANCELED);
        assertEquals(Set.of(Violation.COMPLETED_CANCELLED), script.violations.asSet());
    }

    @Test
    void job_cancelledThoughNotGuilty_isKilled() {
        judge.finishing(new OtherJob(), -Errno.ECANCELED);
        assertEquals(Set.of(Violation.INNOCENT_KILLED), seen());
    }
}
