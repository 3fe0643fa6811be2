// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The suite as a whole: the annotation processor listed every benchmark, floors exist, everything runs. */
class SuiteTest {
    private static final List<Class<?>> CLASSES = List.of(
            FenceSignalBenchmark.class,
            FenceContentionBenchmark.class,
            FenceWaitBenchmark.class,
            SlotClaimBenchmark.class,
            StressSampleBenchmark.class,
            SubmitBenchmark.class);

    @BeforeAll
    static void allowOthers() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    private static Stream<Method> benchmarks() {
        return CLASSES.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Benchmark.class));
    }

    /** The name that JMH uses: the group stands for its methods. */
    private static String jmhName(Method method) {
        Group group = method.getAnnotation(Group.class);
        return method.getDeclaringClass().getName() + "." + (group == null ? method.getName() : group.value());
    }

    @Test
    void list_isWhatTheSourceHolds() {
        Set<String> inSource = benchmarks().map(SuiteTest::jmhName).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(inSource, new TreeSet<>(BenchRunner.select("")));
        assertTrue(inSource.size() > 20);
    }

    @Test
    void select_filter_matchesPartOfTheName() {
        assertEquals(
                List.of("racy.bench.StressSampleBenchmark.bare"), BenchRunner.select("StressSampleBenchmark.bare$"));
        assertEquals(List.of(), BenchRunner.select("no such benchmark"));
    }

    @Test
    void everyBenchmark_run_givesAScoreWithItsFloor(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("smoke.json");
        TimeValue time = TimeValue.milliseconds(1);
        new Runner(new OptionsBuilder()
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(time)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .resultFormat(ResultFormatType.JSON)
                        .result(json.toString())
                        .build())
                .run();
        BenchRun run = BenchRun.read(json);
        Set<String> measured = run.results().stream()
                .map(result -> result.type() + "." + result.ownMethod())
                .collect(Collectors.toSet());
        benchmarks().forEach(method -> {
            assertTrue(
                    measured.contains(method.getDeclaringClass().getSimpleName() + "." + method.getName()),
                    () -> method + " was not measured");
            if (method.isAnnotationPresent(Floor.class)) {
                assertTrue(
                        run.floor(method.getDeclaringClass(), method.getName()).mean() > 0);
            }
        });
        StringWriter table = new StringWriter();
        BenchReport.of(run).print(new PrintWriter(table));
        assertFalse(table.toString().contains("not measured"), table.toString());
        BenchReport.of(run)
                .checks()
                .forEach(check -> assertTrue(check.result() != TargetRatio.Result.NOT_MEASURED, check.toString()));
    }
}
