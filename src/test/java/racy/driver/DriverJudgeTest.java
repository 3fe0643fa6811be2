// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
