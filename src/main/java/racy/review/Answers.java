// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import racy.driver.variant.Variants;
import racy.kernel.Violation;

/** Combines the observations of all engines into answers. {@link Verdicts} draws their verdicts. */
public final class Answers {
    private Answers() {}

    /** The same as {@link #answer(Question, List, Set)}, on all variants. */
    public static Answer answer(Question question, List<Observation> observations) {
        return answer(question, observations, Set.of());
    }

    /**
     * The answer to {@code question} that these observations give. Observations of other questions are ignored.
     *
     * @param variants ids of the drivers that the answer is about; empty for all
     */
    public static Answer answer(Question question, List<Observation> observations, Set<String> variants) {
        EvidenceRequest request = new EvidenceRequest(Set.of(question.id()), variants, Duration.ZERO);
        List<Observation> mine = only(observations, each -> request.wants(each.questions(), each.variant()));
        List<Observation> tried = only(mine, Observation::isTried);
        List<Evidence> evidence = new ArrayList<>();
        for (String variant : inReadingOrder(tried)) {
            Map<String, List<Observation>> byEngine = tried.stream()
                    .filter(each -> each.variant().equals(variant))
                    .collect(Collectors.groupingBy(Observation::engine, LinkedHashMap::new, Collectors.toList()));
            byEngine.forEach((engine, its) -> {
                Verdict verdict = Verdicts.of(
                        only(
                                mine,
                                each -> each.variant().equals(variant)
                                        && each.engine().equals(engine)),
                        question.needs(),
                        observations);
                evidence.add(evidence(question, variant, engine, verdict, its));
            });
        }
        return new Answer(
                question,
                verdict(question, mine, observations),
                evidence,
                only(tried, each -> each.variant().isEmpty()),
                Contradiction.among(mine),
                only(tried, each -> each.expectation() == Expectation.SAFE && each.isWitnessed()),
                only(tried, Teeth::isMissedRace),
                only(mine, each -> isUntried(each) && !isOutOfModel(each)),
                only(mine, Answers::isOutOfModel));
    }

    /**
     * The verdict about drivers, because ideas alone answer nothing. A test that was not reached or is out of model
     * asks the question too, so it prevents a proof.
     */
    private static Verdict verdict(Question question, List<Observation> mine, List<Observation> run) {
        List<Observation> drivers = only(mine, each -> !each.variant().isEmpty());
        String variant = drivers.stream().anyMatch(each -> isPosted(each) && each.isTried()) ? Variants.AS_POSTED : "";
        return Verdicts.of(
                only(drivers, each -> variant.isEmpty() || each.variant().equals(variant)), question.needs(), run);
    }

    private static boolean isPosted(Observation observation) {
        return observation.variant().equals(Variants.AS_POSTED);
    }

    private static boolean isOutOfModel(Observation observation) {
        return observation.effort() instanceof Effort.OutOfModel;
    }

    private static boolean isUntried(Observation observation) {
        return !observation.isTried() && observation.failures().isEmpty();
    }

    /**
     * The patch as posted, then the other variants in the order of their list. Last come variants that are in no list,
     * because the jar that has them is not on the class path any more.
     */
    private static Set<String> inReadingOrder(List<Observation> tried) {
        Set<String> order = new LinkedHashSet<>();
        order.add(Variants.AS_POSTED);
        Variants.all().forEach(variant -> order.add(variant.id()));
        tried.stream().map(Observation::variant).sorted().forEach(order::add);
        order.remove("");
        return order;
    }

    private static List<Observation> only(List<Observation> observations, Predicate<Observation> wanted) {
        return observations.stream().filter(wanted).toList();
    }

    private static Evidence evidence(
            Question question, String variant, String engine, Verdict verdict, List<Observation> its) {
        Optional<Observation> best = its.stream()
                .filter(Observation::isWitnessed)
                .max(Comparator.comparingInt(
                                (Observation each) -> each.finding().forksWithHits())
                        .thenComparingLong(Observation::hits));
        Set<Violation> lookedFor =
                its.stream().map(each -> each.finding().violation()).collect(Collectors.toSet());
        Violation violation = best.map(each -> each.finding().violation())
                .orElseGet(() -> lookedFor.size() == 1 ? its.get(0).finding().violation() : null);
        List<Observation> counted =
                best.isPresent() ? only(its, each -> each.finding().violation() == violation) : its;
        return new Evidence(
                question.id(),
                variant,
                engine,
                verdict,
                violation,
                counted.stream().mapToLong(Observation::hits).sum(),
                Effort.sums(counted.stream().map(Observation::effort).toList()),
                its);
    }
}
