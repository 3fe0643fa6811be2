// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.kernel.Violation;
import racy.review.EvidenceRequest;
import racy.review.EvidenceSource;
import racy.review.Expectation;
import racy.review.Observation;

/** The scenarios as a source of evidence: one schedule each, on every variant asked for. */
public final class ScriptEvidence implements EvidenceSource {
    /** Name of the engine. */
    public static final String ENGINE = "script";

    /** Of a scenario that mends the variant first only these are told. */
    private static final Set<String> TOLD = Set.of("pre-patch", "as-posted", "v2");

    @Override
    public String engine() {
        return ENGINE;
    }

    @Override
    public String limits() {
        return "plays one schedule of each scenario, sequentially consistent, the same each time. A witness is certain;"
                + " a schedule that does not show a race says nothing of the others, and none can show what needs weak"
                + " memory.";
    }

    @Override
    public List<Observation> observe(EvidenceRequest request) {
        List<Observation> observations = new ArrayList<>();
        for (Scenario scenario : Scenarios.all()) {
            for (Variant variant : Variants.all()) {
                boolean wanted = scenario.isPure() || TOLD.contains(variant.id());
                if (wanted && request.wants(scenario.questions(), variant.id())) {
                    observations.add(observe(scenario, variant));
                }
            }
        }
        return observations;
    }

    /** A scenario that mends the variant first says something of the mended driver, which is no variant: an idea. */
    private static Observation observe(Scenario scenario, Variant variant) {
        long start = System.nanoTime();
        ScriptResult result = scenario.run(variant);
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        boolean shown = result.shown();
        Violation violation = shown ? shownViolation(result).orElse(null) : expected(scenario);
        Set<Violation> also =
                result.violations().stream().filter(each -> each != violation).collect(Collectors.toSet());
        return new Observation(
                ENGINE,
                scenario.isPure() ? scenario.id() : scenario.id() + ":" + variant.id() + "+" + scenario.mended(),
                scenario.questions(),
                scenario.isPure() ? variant.id() : "",
                violation,
                scenario.id(),
                Expectation.OPEN,
                scenario.title(),
                shown ? 1 : 0,
                1,
                1,
                shown ? 1 : 0,
                null,
                seconds,
                shown ? seconds : null,
                "",
                also,
                result.reachedEnd() ? List.of() : List.of(variant.id() + ": " + result.failure()),
                shown ? result.witness().table().lines().toList() : List.of(),
                "");
    }

    private static Optional<Violation> shownViolation(ScriptResult result) {
        List<Step> steps = result.witness().steps();
        return Optional.ofNullable(steps.get(steps.size() - 1).violation());
    }

    private static Violation expected(Scenario scenario) {
        return scenario.signs().get(0).violation();
    }
}
