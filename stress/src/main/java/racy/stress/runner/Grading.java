// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import racy.kernel.Violation;

/** What an outcome means: its grade by JCStress's rules, and whether it is a hit by ours. */
final class Grading {
    private static final String NOTHING_WRONG = "none";

    private Grading() {}

    /** Grades one outcome: the case that equals it, else the first whose expression matches, else the default case. */
    static Outcome grade(StressTest test, TestInfo info, String id, long count) {
        Optional<StateCase> match = info.cases().stream()
                .filter(state -> state.matchesExactly(id))
                .findFirst()
                .or(() ->
                        info.cases().stream().filter(state -> state.matches(id)).findFirst());
        StateCase state = match.orElseGet(info::unmatched);
        boolean graded = match.isPresent() || hasDefault(info);
        return new Outcome(
                id, count, state.expect(), graded, isHit(test.violations(), id, state.expect()), state.description());
    }

    /** A default case has an empty expression; the one JCStress makes up has not. */
    private static boolean hasDefault(TestInfo info) {
        return info.unmatched().matchPattern().isEmpty();
    }

    /**
     * An outcome that is a set of violations is a hit when it holds one that the test looks for; any other outcome is a
     * hit when it is graded interesting or forbidden.
     */
    static boolean isHit(Set<Violation> wanted, String id, Expect expect) {
        Optional<Set<Violation>> seen = wanted.isEmpty() ? Optional.empty() : violations(id);
        return seen.map(set -> set.stream().anyMatch(wanted::contains))
                .orElse(expect == Expect.ACCEPTABLE_INTERESTING || expect == Expect.FORBIDDEN);
    }

    /** The violations an outcome names, {@code none} or names joined by {@code +}; empty if it is something else. */
    static Optional<Set<Violation>> violations(String id) {
        Set<Violation> set = new TreeSet<>();
        if (id.equals(NOTHING_WRONG)) {
            return Optional.of(set);
        }
        for (String token : id.split("\\+", -1)) {
            Optional<Violation> violation = Violation.find(token);
            if (violation.isEmpty()) {
                return Optional.empty();
            }
            set.add(violation.get());
        }
        return Optional.of(set);
    }
}
