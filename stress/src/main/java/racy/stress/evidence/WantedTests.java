// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.evidence;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import racy.driver.variant.Variants;
import racy.review.EvidenceRequest;
import racy.stress.runner.StressTest;

/**
 * Which tests are run, and in which order. If the budget is too small for all tests, the tests that say most come
 * first. The questions take turns. For each question the order is: the patch as posted, the recommended driver, the
 * driver before the patch, the other variants, the ideas. After each test comes the mutant that shows its teeth.
 */
final class WantedTests {
    private WantedTests() {}

    /** The tests asked for, and the mutants that show their teeth, of whatever variant. */
    static List<StressTest> withTwins(List<StressTest> tests, EvidenceRequest request) {
        Set<StressTest> wanted = new LinkedHashSet<>();
        for (StressTest test : tests) {
            if (request.wants(Set.copyOf(test.questions()), test.variant())) {
                wanted.add(test);
                twin(test, tests).ifPresent(wanted::add);
            }
        }
        return List.copyOf(wanted);
    }

    /** The questions take turns, each with its most telling tests first. A twin comes right after its test. */
    static List<StressTest> ranked(List<StressTest> tests, Set<String> questions) {
        Map<String, List<StressTest>> byQuestion = new LinkedHashMap<>();
        questions.stream()
                .sorted()
                .forEach(question -> byQuestion.put(
                        question,
                        tests.stream()
                                .filter(test -> test.questions().contains(question))
                                .sorted(Comparator.comparingInt(WantedTests::rank)
                                        .thenComparing(StressTest::name))
                                .toList()));
        Set<StressTest> order = new LinkedHashSet<>();
        int longest = byQuestion.values().stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<StressTest> its : byQuestion.values()) {
                if (i < its.size() && order.add(its.get(i))) {
                    twin(its.get(i), tests).ifPresent(order::add);
                }
            }
        }
        return List.copyOf(order);
    }

    private static Optional<StressTest> twin(StressTest test, List<StressTest> tests) {
        return tests.stream().filter(each -> each.name().equals(test.twin())).findFirst();
    }

    private static int rank(StressTest test) {
        return switch (test.variant()) {
            case Variants.AS_POSTED -> test.isSeeded() ? 0 : 1;
            case Variants.V2 -> 2;
            case Variants.PRE_PATCH -> 3;
            case "" -> 5;
            default -> 4;
        };
    }
}
