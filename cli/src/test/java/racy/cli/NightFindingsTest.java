// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.annotations.Expect;
import racy.history.bundle.EngineFindings;
import racy.nightly.NightSummary;
import racy.review.Expectation;
import racy.review.Level;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;
import racy.stress.runner.TestSummary;

/** How a night ends. */
class NightFindingsTest {
    private static final TestSummary SEEN = summary(Expectation.SEEDED, 1, 5, List.of());
    private static final TestSummary NOT_SEEN = summary(Expectation.SEEDED, 6, 0, List.of());
    private static final TestSummary SAFE = summary(Expectation.SAFE, 3, 0, List.of());
    private static final TestSummary UNTRIED = summary(Expectation.SEEDED, 0, 0, List.of());
    private static final TestSummary BROKEN = summary(
            Expectation.SAFE,
            3,
            2,
            List.of(new Outcome("DOUBLE_CLAIM", 2, Expect.FORBIDDEN, true, true, "two owners")));

    @Test
    void allCoveredAllSeen_clean() {
        assertEquals(ExitCode.CLEAN, code(100, part(0, SEEN, SAFE)));
    }

    @Test
    void forbiddenOutcome_comesBeforeEverything() {
        assertEquals(ExitCode.FORBIDDEN, code(100, part(3, BROKEN, NOT_SEEN, UNTRIED)));
    }

    @Test
    void confirmedRegression_asAForbiddenOutcome() {
        NightFindings findings = new NightFindings(
                List.of(), List.of("slower"), List.of("x"), 0, List.of(1), List.of("race"), EngineFindings.NONE);
        assertEquals(ExitCode.FORBIDDEN, findings.exitCode(100));
    }

    @Test
    void contradiction_comesBeforeAForbiddenOutcome() {
        NightFindings findings = new NightFindings(
                List.of("seen"),
                List.of(),
                List.of("x"),
                0,
                List.of(1),
                List.of("race"),
                found(List.of("A saw what B excludes"), List.of(), List.of(), List.of()));
        assertEquals(ExitCode.CONTRADICTION, findings.exitCode(100));
    }

    @Test
    void failedForkOrWorker_infrastructure() {
        assertEquals(ExitCode.INFRASTRUCTURE, code(100, part(1, SEEN, SAFE, UNTRIED)));
        NightSummary worker = new NightSummary(
                "n",
                Path.of("n"),
                true,
                List.of(part(0, SEEN)),
                List.of("JDK 25 broke"),
                EngineFindings.NONE,
                Duration.ZERO);
        assertEquals(ExitCode.INFRASTRUCTURE, NightFindings.of(worker).exitCode(100));
    }

    @Test
    void belowTheFloor_coverage_onTheJdkWithTheFewest() {
        assertEquals(ExitCode.COVERAGE, code(100, part(0, SEEN, SAFE), part(0, SEEN, UNTRIED)));
        assertEquals(ExitCode.COVERAGE, code(51, part(0, SEEN, SAFE), part(0, NOT_SEEN, UNTRIED)));
        assertEquals(
                ExitCode.CLEAN, code(50, part(0, SEEN, SAFE), part(0, SEEN, UNTRIED)), "an untried race lost nothing");
    }

    @Test
    void missingShard_neverGreen() {
        NightFindings findings =
                new NightFindings(List.of(), List.of(), List.of(), 100, List.of(2), List.of(), EngineFindings.NONE);
        assertEquals(ExitCode.COVERAGE, findings.exitCode(0));
    }

    @Test
    void raceTriedAndNotSeenOnOneJdk_lostTeeth() {
        assertEquals(ExitCode.LOST_TEETH, code(100, part(0, SEEN, SAFE), part(0, NOT_SEEN, SAFE)));
    }

    @Test
    void engineWithoutForks_decidesAsTheForksDo() {
        List<String> one = List.of("R1 on v2, by script");
        List<String> none = List.of();
        assertEquals(ExitCode.FORBIDDEN, code(found(none, one, one, one)));
        assertEquals(ExitCode.INFRASTRUCTURE, code(found(none, none, one, one)));
        assertEquals(ExitCode.LOST_TEETH, code(found(none, none, none, one)));
    }

    private static ExitCode code(EngineFindings engines) {
        return new NightFindings(List.of(), List.of(), List.of(), 100, List.of(), List.of(), engines).exitCode(0);
    }

    private static EngineFindings found(
            List<String> contradictions, List<String> unexpected, List<String> failures, List<String> missed) {
        return new EngineFindings(contradictions, unexpected, failures, missed);
    }

    private static ExitCode code(int floor, NightSummary.Part... parts) {
        return NightFindings.of(new NightSummary(
                        "n", Path.of("n"), true, List.of(parts), List.of(), EngineFindings.NONE, Duration.ZERO))
                .exitCode(floor);
    }

    private static NightSummary.Part part(int failedForks, TestSummary... tests) {
        return new NightSummary.Part("17", tests.length, 9, failedForks, List.of(tests), 0, 0);
    }

    private static TestSummary summary(Expectation expectation, int forks, long hits, List<Outcome> outcomes) {
        StressTest test = new StressTest(
                "racy.stress.T.X", List.of("a", "b"), List.of("xchg"), "", "", Set.of(), expectation, Level.IDEA, "");
        return new TestSummary(test, hits, 100, 1000, forks, hits > 0 ? 1 : 0, null, outcomes, List.of());
    }
}
