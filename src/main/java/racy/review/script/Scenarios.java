// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import racy.kernel.OpenList;

/** All scenarios, in the order in which they are listed: Racy's own, then those of each {@link ScenarioProvider}. */
public final class Scenarios {
    private static final List<Scenario> OWN = Stream.of(
                    IrqScenarios.all(),
                    SchedulingScenarios.all(),
                    SubmissionScenarios.all(),
                    PowerScenarios.all(),
                    RemovalScenarios.all(),
                    InternalsScenarios.all(),
                    LifetimeScenarios.all())
            .flatMap(List::stream)
            .toList();

    private static final OpenList<Scenario, ScenarioProvider> ALL =
            new OpenList<>("scenario", OWN, ScenarioProvider.class, ScenarioProvider::scenarios, Scenario::id);

    private Scenarios() {}

    public static List<Scenario> all() {
        return ALL.all();
    }

    /** The scenarios that bear on this question of the review. */
    public static List<Scenario> about(String question) {
        return all().stream()
                .filter(scenario -> scenario.questions().contains(question))
                .toList();
    }

    /** The scenario that users call {@code id}. */
    public static Optional<Scenario> find(String id) {
        return ALL.find(id);
    }
}
