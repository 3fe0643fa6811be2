// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.Violation;

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

    @Test
    void job_cancelledThoughNotGuilty_isKilled() {
        judge.finishing(new OtherJob(), -Errno.ECANCELED);
        assertEquals(Set.of(Violation.INNOCENT_KILLED), seen());
    }
}
