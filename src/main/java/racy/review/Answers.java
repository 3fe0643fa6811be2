// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.kernel.Violation;

/**
 * Draws verdicts from observations. The only place that does.
 *
 * <p>A witness makes a verdict racy. No number of executions without one makes it safe: an engine that samples, or tries
 * one schedule, says "not seen"; only an engine that looked at every execution within its bounds may say "not racy", by
 * {@link Observation#bound()} 0. What nobody tried is out of model.
 */
public final class Answers {
    private Answers() {}

    /** As {@link #answer(Question, List, Set)}, on all variants. */
    public static Answer answer(Question question, List<Observation> observations) {
        return answer(question, observations, Set.of());
    }

    /**
     * The answer to {@code question} that these observations give; those of other questions are ignored.
     *
     * @param variants ids of the drivers that it is to be about; empty for all
     */
    public static Answer answer(Question question, List<Observation> observations, Set<String> variants) {
        EvidenceRequest request = new EvidenceRequest(Set.of(question.id()), variants, Duration.ZERO);
        List<Observation> mine = observations.stream()
                .filter(each -> request.wants(each.questions(), each.variant()))
                .toList();
        List<Observation> tried = mine.stream().filter(Observation::isTried).toList();
        List<Evidence> evidence = new ArrayList<>();
        for (Variant variant : inReadingOrder()) {
            Map<String, List<Observation>> byEngine = tried.stream()
                    .filter(each -> each.variant().equals(variant.id()))
                    .collect(Collectors.groupingBy(Observation::engine, LinkedHashMap::new, Collectors.toList()));
            byEngine.forEach((engine, its) -> evidence.add(evidence(question, variant.id(), engine, its)));
        }
        return new Answer(
                question,
                verdict(evidence),
                evidence,
                only(tried, each -> each.variant().isEmpty()),
                only(tried, each -> each.expectation() == Expectation.SAFE && each.isWitnessed()),
                only(tried, each -> each.expectation() == Expectation.SEEDED && !each.isWitnessed()),
                only(mine, each -> !each.isTried() && each.failures().isEmpty()));
    }

    /**
     * Whether the seeded twin of a "not seen" was witnessed in the same run, by what this one looks for; empty for one
     * without a twin.
     */
    public static Optional<Boolean> teeth(Observation observation, List<Observation> run) {
        if (observation.twin().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(run.stream()
                .filter(each -> each.engine().equals(observation.engine())
                        && each.name().equals(observation.twin()))
                .anyMatch(each -> each.isWitnessed()
                        && (each.found().isEmpty() || !Collections.disjoint(each.found(), observation.wanted()))));
    }

    private static List<Variant> inReadingOrder() {
        List<Variant> order = new ArrayList<>(Variants.all());
        order.sort(Comparator.comparing(variant -> !variant.id().equals(Variants.AS_POSTED)));
        return order;
    }

    private static List<Observation> only(List<Observation> observations, Predicate<Observation> wanted) {
        return observations.stream().filter(wanted).toList();
    }

    private static Evidence evidence(Question question, String variant, String engine, List<Observation> its) {
        Optional<Observation> best = its.stream()
                .filter(Observation::isWitnessed)
                .max(Comparator.comparingInt(Observation::forksWithHits).thenComparingLong(Observation::hits));
        if (best.isPresent()) {
            Violation violation = best.get().violation();
            List<Observation> same =
                    its.stream().filter(each -> each.violation() == violation).toList();
            return total(question, variant, engine, Verdict.RACY, violation, null, same, its);
        }
        boolean exhaustive = its.stream().allMatch(each -> each.bound() != null && each.bound() == 0);
        Verdict verdict = exhaustive ? Verdict.NOT_RACY : Verdict.NOT_SEEN;
        Double bound = weakestBound(its).orElse(null);
        Violation violation =
                its.stream().map(Observation::violation).distinct().count() == 1
                        ? its.get(0).violation()
                        : null;
        return total(question, variant, engine, verdict, violation, bound, its, its);
    }

    /** The test that was looked at least bounds them all; empty if one has no bound. */
    static Optional<Double> weakestBound(List<Observation> misses) {
        return misses.stream()
                .map(each -> Optional.ofNullable(each.bound()))
                .reduce(Optional.of(0.0), (x, y) -> x.flatMap(p -> y.map(q -> Math.max(p, q))));
    }

    private static Evidence total(
            Question question,
            String variant,
            String engine,
            Verdict verdict,
            Violation violation,
            Double bound,
            List<Observation> counted,
            List<Observation> all) {
        return new Evidence(
                question.id(),
                variant,
                violation,
                engine,
                verdict,
                counted.stream().mapToLong(Observation::hits).sum(),
                counted.stream().mapToLong(Observation::samples).sum(),
                counted.stream().mapToInt(Observation::forks).sum(),
                bound,
                counted.stream().mapToDouble(Observation::seconds).sum(),
                all);
    }

    /** What the verdict is about: the patch as posted if it was tried, else whatever was. */
    static List<Evidence> relevant(List<Evidence> evidence) {
        List<Evidence> asPosted = evidence.stream()
                .filter(each -> each.variant().equals(Variants.AS_POSTED))
                .toList();
        return asPosted.isEmpty() ? evidence : asPosted;
    }

    /** Racy if anything is, the weakest statement otherwise. */
    private static Verdict verdict(List<Evidence> evidence) {
        List<Evidence> relevant = relevant(evidence);
        if (relevant.isEmpty()) {
            return Verdict.OUT_OF_MODEL;
        }
        if (relevant.stream().anyMatch(each -> each.verdict() == Verdict.RACY)) {
            return Verdict.RACY;
        }
        return relevant.stream().anyMatch(each -> each.verdict() == Verdict.NOT_RACY)
                ? Verdict.NOT_RACY
                : Verdict.NOT_SEEN;
    }
}
