// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All scenarios, in the order in which they are listed. */
public final class Scenarios {
    private static final List<Scenario> ALL = Stream.of(
                    IrqScenarios.all(), SchedulingScenarios.all(), SubmissionScenarios.all())
            .flatMap(List::stream)
            .toList();

    private Scenarios() {}

    public static List<Scenario> all() {
        return ALL;
    }

    /** Those that bear on a question of the review. */
    public static List<Scenario> about(String question) {
        return ALL.stream()
                .filter(scenario -> scenario.questions().contains(question))
                .toList();
    }

    /** The scenario that users call {@code id}. */
    public static Optional<Scenario> find(String id) {
        return ALL.stream().filter(scenario -> scenario.id().equals(id)).findFirst();
    }
}
