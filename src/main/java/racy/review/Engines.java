// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Comparator;
import java.util.List;
import racy.kernel.OpenList;

/** All engines of evidence on the class path: the deterministic ones first, then by id. */
public final class Engines {
    private Engines() {}

    /** @throws IllegalStateException if two engines have the same id */
    public static List<EvidenceEngine> all() {
        List<EvidenceEngine> engines = OpenList.providers(EvidenceEngine.class);
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

    /** The engines that find the same each time. */
    public static List<EvidenceEngine> deterministic() {
        return all().stream().filter(EvidenceEngine::isDeterministic).toList();
    }
}
