// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.EvidenceEngine;
import racy.review.EvidenceRequest;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Observation;
import racy.review.Progress;
import racy.review.Step;
import racy.review.Subject;
import racy.review.Watch;

/** The engine of evidence that plays the scenarios: one schedule each, on every variant that is asked for. */
public final class ScriptEngine implements EvidenceEngine {
    private static final String ID = "script";

    /** A scenario that first applies a fix is reported on these variants only. */
    private static final Set<String> TOLD = Set.of(Variants.PRE_PATCH, Variants.AS_POSTED, Variants.V2);

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean isDeterministic() {
        return true;
    }

    @Override
    public String limits() {
        return "plays one schedule of each scenario, sequentially consistent, the same each time. A witness is certain;"
                + " a schedule that does not show a race says nothing of the others, and none can show what needs weak"
                + " memory.";
    }

    @Override
    public List<Observation> observe(EvidenceRequest request, Watch watch) {
        long start = System.nanoTime();
        List<Observation> observations = new ArrayList<>();
        List<Scenario> scenarios = Scenarios.all();
        for (int i = 0; i < scenarios.size() && !watch.isStopped(); i++) {
            Scenario scenario = scenarios.get(i);
            for (Variant variant : Variants.all()) {
                boolean told = scenario.isPure() || TOLD.contains(variant.id());
                if (told && request.wants(scenario.questions(), played(scenario, variant))) {
                    observations.add(observe(scenario, variant));
                }
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            watch.progress(new Progress(ID, scenario.id(), i + 1, scenarios.size(), "", elapsed, Duration.ZERO));
        }
        return observations;
    }

    /**
     * Id of the driver that is played. On the patch as posted, a scenario that applies a fix plays that fix. The
     * recommended driver contains the fix already. Any other variant with that fix is not a listed driver, so the id is
     * empty.
     */
    private static String played(Scenario scenario, Variant variant) {
        if (scenario.isPure() || variant.id().equals(Variants.V2)) {
            return variant.id();
        }
        return variant.id().equals(Variants.AS_POSTED) ? scenario.mended() : "";
    }

    private static Observation observe(Scenario scenario, Variant variant) {
        String driver = played(scenario, variant);
        long start = System.nanoTime();
        ScriptResult result = scenario.run(variant);
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        boolean shown = result.shown();
        Violation violation = shown ? shownViolation(result).orElse(null) : expected(scenario);
        Set<Violation> wanted = scenario.symptoms().stream()
                .map(Symptom::violation)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        // A report counts only in the context that the symptom names. In another context it is another race.
        Set<Violation> seen = new HashSet<>(result.violations());
        seen.removeAll(wanted);
        result.trace().steps().stream()
                .filter(scenario::isSymptom)
                .map(Step::violation)
                .filter(Objects::nonNull)
                .forEach(seen::add);
        Subject subject = new Subject(
                driver.isEmpty() ? scenario.id() + ":" + variant.id() + "+" + scenario.mended() : scenario.id(),
                scenario.questions(),
                driver,
                scenario.race(),
                wanted,
                expectation(scenario, variant),
                "");
        Finding finding = new Finding(
                shown ? 1 : 0,
                0,
                violation,
                seen,
                scenario.title(),
                shown ? seconds : null,
                shown ? List.of(result.witness()) : List.of());
        List<String> failures = result.reachedEnd() || result.endedInDeadlock()
                ? List.of()
                : List.of(variant.id() + ": " + result.failure());
        // A schedule that a deadlock cuts short says nothing about what would have come after it.
        Effort effort = result.endedInDeadlock() && !shown
                ? new Effort.GaveUp(result.failure(), 1, seconds)
                : new Effort.Played(1, seconds);
        return new Observation(ID, subject, effort, finding, failures, "");
    }

    /**
     * A mutant of the same name must show it. The recommended driver must not. There is no expectation about the
     * others.
     */
    private static Expectation expectation(Scenario scenario, Variant variant) {
        if (variant.id().equals(Variants.V2)) {
            return Expectation.SAFE;
        }
        return variant.id().equals(scenario.id()) ? Expectation.SEEDED : Expectation.OPEN;
    }

    private static Optional<Violation> shownViolation(ScriptResult result) {
        List<Step> steps = result.witness().steps();
        return Optional.ofNullable(steps.get(steps.size() - 1).violation());
    }

    private static Violation expected(Scenario scenario) {
        return scenario.symptoms().get(0).violation();
    }
}
