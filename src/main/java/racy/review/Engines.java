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

    /** @throws IllegalStateException if two engines have the same id, or an id is not one word of lower-case letters */
    public static List<EvidenceEngine> all() {
        List<EvidenceEngine> engines = OpenList.providers(EvidenceEngine.class);
        for (EvidenceEngine engine : engines) {
            if (engine.id() == null || !ID.matcher(engine.id()).matches()) {
                throw new IllegalStateException(engine.getClass().getName() + " calls its engine '" + engine.id()
                        + "'; an engine's id is one word of lower-case letters");
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

    /**
     * Asks one engine. A fault in it must not stop a caller that asks other engines too. So it is reported like any
     * other reason why an engine cannot work.
     *
     * @throws EvidenceException if the engine cannot work, or breaks
     */
    public static List<Observation> ask(EvidenceEngine engine, EvidenceRequest request, Watch watch)
            throws EvidenceException {
        try {
            List<Observation> observed = List.copyOf(engine.observe(request, watch));
            for (Observation each : observed) {
                check(engine, each);
            }
            return observed;
        } catch (RuntimeException | LinkageError e) {
            throw new EvidenceException("the engine has a fault: " + e + place(e), e, List.of());
        }
    }

    /** An engine may come from any jar. So an observation that is impossible is refused. */
    private static void check(EvidenceEngine engine, Observation observation) {
        if (!observation.engine().equals(engine.id())) {
            throw new IllegalArgumentException("it speaks for the engine " + observation.engine());
        }
        long executions = observation.effort().executions();
        if (observation.hits() < 0 || executions < observation.hits()) {
            throw new IllegalArgumentException(observation.name() + ": " + observation.hits() + " hits cannot be in "
                    + executions + " executions");
        }
        if (observation.effort() instanceof Effort.Exhausted && !engine.proves()) {
            throw new IllegalArgumentException(observation.name()
                    + ": it says that it looked at every execution, and it" + " is no engine that proves");
        }
    }

    /**
     * Whether a stored proof of an engine can be one. An engine that is not here may have made it: it is believed as much
     * as whoever stored it.
     */
    public static boolean mayProve(String engine) {
        return all().stream().filter(each -> each.id().equals(engine)).allMatch(EvidenceEngine::proves);
    }

    private static String place(Throwable fault) {
        StackTraceElement[] stack = fault.getStackTrace();
        return stack.length == 0 ? "" : " at " + stack[0];
    }

    /** The engines that find the same each time. */
    public static List<EvidenceEngine> deterministic() {
        return all().stream().filter(EvidenceEngine::isDeterministic).toList();
    }
}
