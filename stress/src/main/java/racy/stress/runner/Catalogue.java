// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.lang.reflect.AnnotatedElement;
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
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.review.Probe;

/** The stress tests on the class path: JCStress's list of them joined with their probes. */
public final class Catalogue {
    private final Map<String, StressTest> tests;

    private Catalogue(List<StressTest> tests) {
        this.tests = tests.stream().collect(Collectors.toUnmodifiableMap(StressTest::name, Function.identity()));
    }

    /**
     * Reads the list.
     *
     * @throws IllegalStateException naming every test without a probe, every outcome without a description, every twin
     *     that is no seeded race, and every outcome graded both by a test and by its meta class
     */
    public static Catalogue load() {
        List<StressTest> tests = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String name : TestList.tests()) {
            TestInfo info = TestList.getInfo(name);
            Class<?> type = classOf(info);
            Probe probe = type.getAnnotation(Probe.class);
            if (probe == null) {
                problems.add(name + ": no @Probe");
                continue;
            }
            StressTest test = test(info, probe);
            check(test, info, type, problems);
            tests.add(test);
        }
        Catalogue catalogue = new Catalogue(tests);
        catalogue.checkTwins(problems);
        if (!problems.isEmpty()) {
            problems.sort(Comparator.naturalOrder());
            throw new IllegalStateException("the stress suite is inconsistent:\n  " + String.join("\n  ", problems));
        }
        return catalogue;
    }

    /** All tests, by name. */
    public List<StressTest> tests() {
        return tests.values().stream()
                .sorted(Comparator.comparing(StressTest::name))
                .toList();
    }

    /** The tests whose name holds a match. */
    public List<StressTest> matching(Pattern pattern) {
        return tests().stream()
                .filter(test -> pattern.matcher(test.name()).find())
                .toList();
    }

    /** The test of this name. */
    public Optional<StressTest> find(String name) {
        return Optional.ofNullable(tests.get(name));
    }

    /** One outcome of a test that is on the class path, with the grade it has. */
    public static Outcome grade(StressTest test, String id, long count) {
        return Grading.grade(test, TestList.getInfo(test.name()), id, count);
    }

    private static StressTest test(TestInfo info, Probe probe) {
        return new StressTest(
                info.name(),
                List.copyOf(info.actorNames()),
                List.of(probe.question()),
                probe.variant(),
                probe.race(),
                Violation.setOf(probe.violation()),
                probe.expect(),
                probe.level(),
                probe.twin() == void.class ? "" : probe.twin().getCanonicalName());
    }

    private static void check(StressTest test, TestInfo info, Class<?> type, List<String> problems) {
        if (test.questions().isEmpty()) {
            problems.add(test.name() + ": its probe names no question");
        }
        if (test.isSeeded() && test.violations().isEmpty()) {
            problems.add(test.name() + ": a seeded race names its violation");
        }
        for (StateCase state : info.cases()) {
            if (isBlank(state.description())) {
                problems.add(test.name() + ": outcome " + state.matchPattern() + " has no description");
            }
        }
        if (isBlank(info.unmatched().description())) {
            problems.add(test.name() + ": its default outcome has no description");
        }
        JCStressMeta meta = type.getAnnotation(JCStressMeta.class);
        if (meta != null) {
            Set<String> contested = new HashSet<>(outcomeIds(type));
            contested.retainAll(outcomeIds(meta.value()));
            contested.forEach(id -> problems.add(test.name() + ": outcome " + id + " is graded by its meta class too"));
        }
    }

    private void checkTwins(List<String> problems) {
        for (StressTest test : tests.values()) {
            if (!test.twin().isEmpty()
                    && find(test.twin()).filter(StressTest::isSeeded).isEmpty()) {
                problems.add(test.name() + ": its twin " + test.twin() + " is no " + Expectation.SEEDED + " test");
            }
        }
    }

    private static List<String> outcomeIds(AnnotatedElement type) {
        return Arrays.stream(type.getAnnotationsByType(org.openjdk.jcstress.annotations.Outcome.class))
                .flatMap(outcome -> Arrays.stream(outcome.id()))
                .toList();
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    private static Class<?> classOf(TestInfo info) {
        try {
            return Class.forName(info.binaryName(), false, Catalogue.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("listed test " + info.name() + " is not on the class path", e);
        }
    }
}
