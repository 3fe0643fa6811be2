// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules by which a verdict is drawn from observations. No other code draws one.
 *
 * <ol>
 * <li>A witness decides before everything else: racy.
 * <li>"Not racy": every test that was asked was exhausted, under a memory model that is weak enough for the question, by
 *     some engine that did not miss the test's seeded twin. The verdict names the models.
 * <li>"Not racy under a stronger model": every test was exhausted, but some only under a stronger model. The verdict
 *     names what is proved for all tests, and says that weaker orders were not looked at.
 * <li>Otherwise, if anything was tried: not seen. No number of executions turns that into safe.
 * <li>Otherwise: out of model.
 * </ol>
 */
public final class Verdicts {
    private Verdicts() {}

    /**
     * The verdict that these observations give.
     *
     * @param observations all that ask the question, including those that were not reached or are out of model
     * @param needed memory models, each of which is weak enough for the question
     * @param run all observations of the run, which tell whether the engines have their teeth
     */
    public static Verdict of(List<Observation> observations, Set<MemoryModel> needed, List<Observation> run) {
        if (observations.stream().anyMatch(Observation::isWitnessed)) {
            return Verdict.RACY;
        }
        if (observations.stream().noneMatch(Observation::isTried)) {
            return Verdict.OUT_OF_MODEL;
        }
        Set<MemoryModel> sufficient = EnumSet.noneOf(MemoryModel.class);
        Set<MemoryModel> common = EnumSet.allOf(MemoryModel.class);
        boolean suffices = true;
        for (Set<MemoryModel> its : exhaustedUnder(observations, run).values()) {
            if (its.isEmpty()) {
                return Verdict.NOT_SEEN;
            }
            Set<MemoryModel> covered = EnumSet.noneOf(MemoryModel.class);
            for (MemoryModel model : its) {
                covered.addAll(model.covered());
                if (model.coversAny(needed)) {
                    sufficient.add(model);
                }
            }
            common.retainAll(covered);
            suffices &= its.stream().anyMatch(model -> model.coversAny(needed));
        }
        return suffices ? Verdict.notRacy(sufficient) : Verdict.notRacyUnderStronger(weakest(common));
    }

    /** For each test, the models under which an engine exhausted it. An engine that missed the twin does not count. */
    private static Map<List<String>, Set<MemoryModel>> exhaustedUnder(
            List<Observation> observations, List<Observation> run) {
        Map<List<String>, Set<MemoryModel>> under = new LinkedHashMap<>();
        for (Observation each : observations) {
            Set<MemoryModel> its = under.computeIfAbsent(
                    List.of(each.name(), each.variant()), test -> EnumSet.noneOf(MemoryModel.class));
            if (each.effort() instanceof Effort.Exhausted exhausted
                    && each.failures().isEmpty()
                    && !Teeth.areLost(each, run)) {
                its.add(exhausted.model());
            }
        }
        return under;
    }

    /** The models that no other one of them covers. */
    private static Set<MemoryModel> weakest(Set<MemoryModel> models) {
        Set<MemoryModel> weakest = EnumSet.copyOf(models);
        weakest.removeIf(model ->
                models.stream().anyMatch(other -> other != model && other.covers(model) && !model.covers(other)));
        return weakest;
    }
}
