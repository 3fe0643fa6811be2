// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.junit;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import racy.explore.Bounds;
import racy.explore.Canaries;
import racy.explore.ExploredTest;
import racy.explore.Explorer;
import racy.explore.Replay;
import racy.explore.ScheduleException;
import racy.explore.jcstress.JcstressTest;
import racy.explore.jcstress.JcstressTests;
import racy.explore.vm.OutOfModelException;
import racy.review.MemoryModel;

/**
 * JUnit 5 tests that explore JCStress tests. The class of the tests has a method such as
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> counters() {
 *     return ExploreTests.under(MemoryModel.SC, MemoryModel.TSO).of(PlainCounter.class, AtomicCounter.class);
 * }
 * }</pre>
 *
 * <p>There is a JUnit test for each JCStress test and model. It is green if every execution was looked at and none has an
 * outcome that the JCStress test forbids or does not grade. It is red in all other cases: also if the JCStress test uses
 * what is not modelled, and if the exploration was given up.
 */
public final class ExploreTests {
    private static final Map<MemoryModel, Optional<String>> CANARIES = new ConcurrentHashMap<>();

    private final List<MemoryModel> models;
    private final Bounds bounds;

    private ExploreTests(List<MemoryModel> models, Bounds bounds) {
        this.models = models;
        this.bounds = bounds;
    }

    /** Explores under each of these models, as far as {@link Bounds#DEFAULT} goes. */
    public static ExploreTests under(MemoryModel... models) {
        if (models.length == 0) {
            throw new IllegalArgumentException("no memory model");
        }
        return new ExploreTests(List.of(models), Bounds.DEFAULT);
    }

    /**
     * Explores as far as these bounds go.
     *
     * @param text as {@code racy explore --bound} takes it, such as {@code time=1m}. With {@code preemptions=2} a test is
     *     green if all executions with at most two preemptions were looked at, and its name says so
     */
    public ExploreTests within(String text) {
        return new ExploreTests(models, Bounds.parse(text));
    }

    /** @param classes JCStress tests, or classes that have some as nested classes */
    public Stream<DynamicTest> of(Class<?>... classes) {
        List<Class<?>> tests = new ArrayList<>();
        for (Class<?> each : classes) {
            int before = tests.size();
            collect(each, tests);
            if (tests.size() == before) {
                // It fails, and says what it lacks.
                tests.add(each);
            }
        }
        if (tests.isEmpty()) {
            throw new IllegalArgumentException("no test");
        }
        return tests.stream().flatMap(test -> models.stream().map(model -> test(test, model)));
    }

    private static void collect(Class<?> type, List<Class<?>> tests) {
        if (!Modifier.isAbstract(type.getModifiers()) && reader(type).isTest(type.getName())) {
            tests.add(type);
        }
        Stream.of(type.getDeclaredClasses())
                .sorted(Comparator.comparing(Class::getName))
                .forEach(each -> collect(each, tests));
    }

    private DynamicTest test(Class<?> type, MemoryModel model) {
        String within = bounds.within().isUnbounded() ? "" : ", " + bounds.within();
        return DynamicTest.dynamicTest(name(type) + " under " + model + within, () -> explore(type, model));
    }

    private void explore(Class<?> type, MemoryModel model) {
        CANARIES.computeIfAbsent(model, Canaries::problem).ifPresent(problem -> {
            throw new AssertionError("the explorer does not work here: " + problem);
        });
        Explorer explorer = new Explorer(loader(type), model, bounds);
        ExploredTest test = ExploredTest.of(explorer, reader(type), name(type), type.getName(), () -> false);
        switch (test.agreement()) {
            case FORBIDDEN_REACHABLE, UNGRADED_REACHABLE -> throw new AssertionError(reached(test, type));
            case OUT_OF_MODEL -> throw new AssertionError(test.name() + " is out of model: " + test.outOfModel());
            case GAVE_UP ->
                throw new AssertionError(test.name() + " was not explored in full: "
                        + test.exploration().gaveUp() + "; the bounds are " + bounds);
            case ACCEPTABLE_UNREACHABLE, AS_GRADED -> {}
        }
    }

    private static String reached(ExploredTest test, Class<?> type) {
        StringBuilder text = new StringBuilder();
        text.append(test.name()).append(' ').append(test.agreement().words()).append("; ");
        text.append(test.exploration().coverage()).append('\n');
        test.rows().stream()
                .filter(ExploredTest.Row::isBad)
                .forEach(row -> text.append("\nObservation ")
                        .append(test.shortName())
                        .append('[')
                        .append(row.outcome())
                        .append("] ")
                        .append(row.observed())
                        .append('\n')
                        .append(row.grade())
                        .append(": ")
                        .append(row.description())
                        .append("\n\n")
                        .append(row.witness().tableWithSources(Integer.MAX_VALUE))
                        .append("\nExploreTests.assertReplays(")
                        .append(type.getSimpleName())
                        .append(".class, \"")
                        .append(row.schedule())
                        .append("\", \"")
                        .append(row.outcome())
                        .append("\");\n"));
        return text.toString();
    }

    /**
     * Plays one execution of a JCStress test again. It fails once the execution is no longer possible, or its outcome is
     * another one: then the race is gone, or hidden.
     *
     * @param schedule as {@code racy explore} prints it
     * @param outcome that this execution had
     */
    public static void assertReplays(Class<?> test, String schedule, String outcome) {
        try {
            JcstressTest read = reader(test).read(name(test), test.getName());
            Replay replay =
                    new Explorer(loader(test), Explorer.modelOf(schedule), Bounds.DEFAULT).replay(read, schedule);
            if (!replay.outcome().equals(outcome)) {
                throw new AssertionError(
                        name(test) + " has the outcome " + replay.outcome() + " in this execution, not " + outcome);
            }
        } catch (ScheduleException | OutOfModelException e) {
            throw new AssertionError(name(test) + " cannot reach " + outcome + " in this way: " + e.getMessage(), e);
        }
    }

    private static JcstressTests reader(Class<?> type) {
        return new JcstressTests(loader(type));
    }

    /** A class of the JDK itself has none. It is no test either, and that is said. */
    private static ClassLoader loader(Class<?> type) {
        return type.getClassLoader() == null ? ClassLoader.getSystemClassLoader() : type.getClassLoader();
    }

    private static String name(Class<?> type) {
        String name = type.getCanonicalName();
        return name == null ? type.getName() : name;
    }
}
