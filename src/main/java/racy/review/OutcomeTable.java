// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import racy.kernel.Violation;
import racy.kernel.Violations;

/**
 * How a test grades its outcomes, by JCStress's rules, and which outcomes are hits, by Racy's. It knows no engine.
 *
 * @param cases in the order of the test
 * @param otherwise the case of an outcome that fits no other case; null if the test has none
 */
public record OutcomeTable(List<Case> cases, Case otherwise) {
    /** The grades of an outcome, with JCStress's names. */
    public enum Grade {
        ACCEPTABLE,
        ACCEPTABLE_INTERESTING,
        FORBIDDEN,
        UNKNOWN
    }

    /**
     * One line of the table.
     *
     * @param pattern an outcome, or a regular expression that outcomes match
     */
    public record Case(String pattern, Grade grade, String description) {
        private boolean matches(String outcome) {
            return Pattern.matches(pattern, outcome);
        }
    }

    public OutcomeTable {
        cases = List.copyOf(cases);
    }

    /**
     * The case that equals the outcome, else the first case whose expression matches it, else the default case. Empty
     * if the test does not grade the outcome.
     */
    public Optional<Case> grade(String outcome) {
        Stream<Case> exact = cases.stream().filter(each -> each.pattern().equals(outcome));
        Stream<Case> matching = cases.stream().filter(each -> each.matches(outcome));
        return Stream.concat(exact, matching).findFirst().or(() -> Optional.ofNullable(otherwise));
    }

    /**
     * Whether the outcome is a hit. If it is a set of violations, it is a hit when it contains one that the test looks
     * for. Any other outcome is a hit when its grade is interesting or forbidden.
     */
    public static boolean isHit(Set<Violation> wanted, String outcome, Grade grade) {
        Optional<Set<Violation>> seen = wanted.isEmpty() ? Optional.empty() : violations(outcome);
        return seen.map(set -> set.stream().anyMatch(wanted::contains))
                .orElse(grade == Grade.ACCEPTABLE_INTERESTING || grade == Grade.FORBIDDEN);
    }

    /**
     * The violations that an outcome names: {@code none}, or names joined by {@code +}. Empty if it is something else.
     */
    public static Optional<Set<Violation>> violations(String outcome) {
        Set<Violation> set = new TreeSet<>();
        if (outcome.equals(Violations.NONE)) {
            return Optional.of(set);
        }
        List<Optional<Violation>> words =
                Arrays.stream(outcome.split("\\+", -1)).map(Violation::find).toList();
        if (words.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        words.forEach(word -> set.add(word.get()));
        return Optional.of(set);
    }
}
