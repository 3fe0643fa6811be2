// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.Outcome.Outcomes;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.stress.probe.MergedProbe;

/**
 * The stress tests on the class path: JCStress's lists of them, joined with their probes. A test without a probe is
 * foreign. It is listed and run like the others, and it is evidence for no question.
 */
public final class Catalogue {
    private final Map<String, StressTest> tests;
    private final List<String> problems;

    private Catalogue(List<StressTest> tests, List<String> problems) {
        this.tests = tests.stream().collect(Collectors.toUnmodifiableMap(StressTest::name, Function.identity()));
        this.problems = problems;
    }

    /** Reads the lists. A test whose probe cannot be used counts as foreign, and is among the problems. */
    public static Catalogue load() {
        return of(ListedTests.all().stream().map(Listed::of).toList());
    }

    static Catalogue of(List<Listed> listed) {
        List<StressTest> tests = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Listed each : listed) {
            StressTest test = test(each, problems);
            if (!test.isForeign()) {
                check(test, each, problems);
            }
            tests.add(test);
        }
        Catalogue catalogue = new Catalogue(tests, problems);
        catalogue.checkTwins();
        problems.sort(Comparator.naturalOrder());
        return catalogue;
    }

    /**
     * A listed test with its class.
     *
     * @param type not initialised
     */
    record Listed(TestInfo info, Class<?> type) {
        static Listed of(TestInfo info) {
            try {
                return new Listed(info, Class.forName(info.binaryName(), false, Catalogue.class.getClassLoader()));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("listed test " + info.name() + " is not on the class path", e);
            }
        }
    }

    /** All tests, by name. */
    public List<StressTest> tests() {
        return tests.values().stream()
                .sorted(Comparator.comparing(StressTest::name))
                .toList();
    }

    /**
     * What is inconsistent in the tests that have probes, sorted. Examples: a probe lacks a part or names an unknown
     * violation; an outcome has no description; a twin is not a seeded race. An outcome may also be graded twice, by
     * the test, a class that it extends, or its meta class. Then JCStress takes the first grade, and its report counts
     * nothing for the other row.
     */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** The tests whose name contains a match. */
    public List<StressTest> matching(Pattern pattern) {
        return tests().stream()
                .filter(test -> pattern.matcher(test.name()).find())
                .toList();
    }

    /** The test of this name. */
    public Optional<StressTest> find(String name) {
        return Optional.ofNullable(tests.get(name));
    }

    /** One outcome of a test on the class path, with its grade. */
    public static Outcome grade(StressTest test, String id, long count) {
        return Grading.grade(test, ListedTests.info(test.name()), id, count);
    }

    private static StressTest test(Listed listed, List<String> problems) {
        TestInfo info = listed.info();
        List<String> actors = List.copyOf(info.actorNames());
        try {
            return MergedProbe.of(listed.type())
                    .map(probe -> test(info.name(), actors, probe))
                    .orElseGet(() -> StressTest.foreign(info.name(), actors));
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
            return StressTest.foreign(info.name(), actors);
        }
    }

    private static StressTest test(String name, List<String> actors, MergedProbe probe) {
        return new StressTest(
                name,
                actors,
                probe.questions(),
                probe.variant(),
                probe.race(),
                violations(name, probe),
                probe.expectation(),
                probe.level(),
                probe.twin() == void.class ? "" : probe.twin().getCanonicalName());
    }

    private static Set<Violation> violations(String name, MergedProbe probe) {
        try {
            return Violation.setOf(probe.violations().toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static void check(StressTest test, Listed listed, List<String> problems) {
        if (test.isSeeded() && test.violations().isEmpty()) {
            problems.add(test.name() + ": a seeded race names its violation");
        }
        for (StateCase state : listed.info().cases()) {
            if (isBlank(state.description())) {
                problems.add(test.name() + ": outcome " + state.matchPattern() + " has no description");
            }
        }
        if (isBlank(listed.info().unmatched().description())) {
            problems.add(test.name() + ": its default outcome has no description");
        }
        Set<String> graded = new HashSet<>();
        for (String id : outcomeIds(listed.type())) {
            if (!graded.add(id)) {
                problems.add(test.name() + ": " + (id.isEmpty() ? "its default outcome" : "outcome " + id)
                        + " is graded twice");
            }
        }
    }

    private void checkTwins() {
        for (StressTest test : tests.values()) {
            if (!test.twin().isEmpty()
                    && find(test.twin()).filter(StressTest::isSeeded).isEmpty()) {
                problems.add(test.name() + ": its twin " + test.twin() + " is no " + Expectation.SEEDED + " test");
            }
        }
    }

    /**
     * The ids in the order in which JCStress collects them: those of the meta class, then the test's own. A list of
     * outcomes and a single outcome are two annotations. So a test's single outcome joins the list that it inherits,
     * and a test's list hides that list.
     */
    private static List<String> outcomeIds(Class<?> type) {
        JCStressMeta meta = type.getAnnotation(JCStressMeta.class);
        return Stream.concat(Stream.ofNullable(meta).map(JCStressMeta::value), Stream.of(type))
                .flatMap(each -> Stream.concat(
                        Stream.ofNullable(each.getAnnotation(Outcomes.class))
                                .flatMap(list -> Arrays.stream(list.value())),
                        Stream.ofNullable(each.getAnnotation(org.openjdk.jcstress.annotations.Outcome.class))))
                .flatMap(outcome -> Arrays.stream(outcome.id()))
                .toList();
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
