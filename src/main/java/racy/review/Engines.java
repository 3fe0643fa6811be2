// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import racy.kernel.OpenList;

/** All engines of evidence on the class path: the deterministic ones first, then by id. */
public final class Engines {
    private static final Pattern ID = Pattern.compile("[a-z]+");

    private Engines() {}

    /** @throws IllegalStateException if two have one id, or one has an id that is no word of lower-case letters */
    public static List<EvidenceEngine> all() {
        List<EvidenceEngine> engines = OpenList.providers(EvidenceEngine.class);
        for (EvidenceEngine engine : engines) {
            if (engine.id() == null || !ID.matcher(engine.id()).matches()) {
                throw new IllegalStateException("'" + engine.id() + "' is no id of an engine, which "
                        + engine.getClass().getName() + " says it is: lower-case letters");
            }
        }
        engines.sort(Comparator.comparing((EvidenceEngine engine) -> !engine.isDeterministic())
                .thenComparing(EvidenceEngine::id));
        for (int i = 1; i < engines.size(); i++) {
            if (engines.get(i).id().equals(engines.get(i - 1).id())) {
                throw new IllegalStateException(
                        "two engines are called " + engines.get(i).id() + ": "
                                + engines.get(i - 1).getClass().getName() + " and "
                                + engines.get(i).getClass().getName());
            }
        }
        return List.copyOf(engines);
    }

    /** Those that find the same each time. */
    public static List<EvidenceEngine> deterministic() {
        return all().stream().filter(EvidenceEngine::isDeterministic).toList();
    }

    /**
     * What an engine observes, if it can be. Anybody may have written the engine, so that whatever it fails by is its own
     * failure, and of what it says nothing is believed where a part cannot be.
     *
     * @throws EvidenceException if the engine cannot work, or does what an engine may not
     */
    public static List<Observation> observe(EvidenceEngine engine, EvidenceRequest request, Watch watch)
            throws EvidenceException {
        List<Observation> observed;
        try {
            observed = engine.observe(request, watch);
        } catch (RuntimeException | LinkageError e) {
            throw new EvidenceException("it failed by " + e, e, List.of());
        }
        if (observed == null) {
            throw new EvidenceException("it returned no list of observations", null, List.of());
        }
        for (Observation each : observed) {
            if (each == null || each.effort() == null || !each.engine().equals(engine.id())) {
                throw new EvidenceException("it returned what is no observation of its own: " + each, null, List.of());
            }
            long executions = each.effort().executions();
            if (each.hits() < 0 || executions < each.hits()) {
                throw new EvidenceException(
                        each.name() + ": " + each.hits() + " hits cannot be in " + executions + " executions",
                        null,
                        List.of());
            }
        }
        return observed;
    }
}
