// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import racy.bench.BenchRunner;
import racy.history.BenchNight;

/** JMH's result file for the real list of benchmarks: each above its floors, each fork a little off, each iteration less. */
final class DemoBench {
    private static final int FORKS = 5;
    private static final int ITERATIONS = 2;

    /** Standard deviations, as shares of the score. */
    private static final double FORK_EFFECT = 0.008;

    private static final double ITERATION_NOISE = 0.002;

    /** Half of a 99.9% interval of ten values in standard errors. */
    private static final double HALF_INTERVAL = 4.78;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<Series> all = new ArrayList<>();
    private final Map<Series, List<Double>> base = new HashMap<>();
    private final Map<String, List<String>> floors;
    private final long seed;

    /**
     * One benchmark with one value for each of its parameters.
     *
     * @param parts the methods of a group; the method itself if it is none
     */
    private record Series(
            String name,
            Class<?> type,
            Mode mode,
            TimeUnit unit,
            List<String> parts,
            SortedMap<String, String> params) {
        boolean isGroup() {
            return parts.size() > 1;
        }

        String method() {
            return name.substring(name.lastIndexOf('.') + 1);
        }

        /** As a history names a part of it. */
        String key(String part) {
            return type.getSimpleName() + "." + (isGroup() ? method() + ":" + part : part);
        }
    }

    DemoBench(long seed) {
        this.seed = seed;
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        BenchmarkList.defaultList()
                .find(OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT), List.of(""), List.of())
                .forEach(this::add);
        floors = BenchRunner.floors(names());
        for (Series series : all) {
            base.put(
                    series,
                    series.parts().stream().map(part -> base(series, part)).toList());
        }
    }

    private void add(BenchmarkListEntry entry) {
        List<SortedMap<String, String>> combinations = List.of(new TreeMap<>());
        Map<String, String[]> params =
                entry.getParams().hasValue() ? entry.getParams().get() : Map.of();
        for (Map.Entry<String, String[]> param : new TreeMap<>(params).entrySet()) {
            List<SortedMap<String, String>> longer = new ArrayList<>();
            for (SortedMap<String, String> combination : combinations) {
                for (String value : param.getValue()) {
                    SortedMap<String, String> with = new TreeMap<>(combination);
                    with.put(param.getKey(), value);
                    longer.add(with);
                }
            }
            combinations = longer;
        }
        String name = entry.getUsername();
        List<String> parts = entry.getThreadGroupLabels().hasValue()
                ? entry.getThreadGroupLabels().get().stream().sorted().toList()
                : List.of(name.substring(name.lastIndexOf('.') + 1));
        for (SortedMap<String, String> combination : combinations) {
            all.add(new Series(
                    name, classOf(entry), entry.getMode(), entry.getTimeUnit().get(), parts, combination));
        }
    }

    private static Class<?> classOf(BenchmarkListEntry entry) {
        try {
            return Class.forName(entry.getUserClassQName(), false, DemoBench.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("listed benchmark " + entry.getUsername() + " is not on the class path", e);
        }
    }

    /** Full names, in the order of the file. */
    List<String> names() {
        return all.stream().map(Series::name).distinct().toList();
    }

    /** What JMH would have written. */
    String scores(DemoNight night, String jdk) {
        return json(night, jdk, "first", series -> true);
    }

    /** The automatic re-run of what alarms in the night of the regression. */
    String confirmation(DemoNight night, String jdk) {
        return json(night, jdk, "again", series -> isRegressing(series, night, jdk));
    }

    private String json(DemoNight night, String jdk, String run, Predicate<Series> which) {
        ArrayNode results = MAPPER.createArrayNode();
        all.stream().filter(which).forEach(series -> results.add(result(series, night, jdk, run)));
        return results + "\n";
    }

    private ObjectNode result(Series series, DemoNight night, String jdk, String run) {
        ObjectNode result = MAPPER.createObjectNode();
        result.put("jmhVersion", night.jmhVersion());
        result.put("benchmark", series.name());
        result.put("mode", series.mode().shortLabel());
        result.put("threads", series.parts().size());
        result.put("forks", FORKS);
        result.put("jvm", "demonstration/bin/java");
        result.putArray("jvmArgs");
        result.put("jdkVersion", night.javaVersion(jdk));
        result.put("vmName", "OpenJDK 64-Bit Server VM");
        result.put("vmVersion", night.environment(jdk).get("java.vm.version"));
        for (String phase : List.of("warmup", "measurement")) {
            result.put(phase + "Iterations", ITERATIONS);
            result.put(phase + "Time", "500 ms");
            result.put(phase + "BatchSize", 1);
        }
        if (!series.params().isEmpty()) {
            ObjectNode params = result.putObject("params");
            series.params().forEach(params::put);
        }
        List<double[][]> parts = new ArrayList<>();
        for (int p = 0; p < series.parts().size(); p++) {
            parts.add(measured(series, p, night, jdk, run));
        }
        double[][] mean = new double[FORKS][ITERATIONS];
        for (double[][] part : parts) {
            for (int f = 0; f < FORKS; f++) {
                for (int i = 0; i < ITERATIONS; i++) {
                    mean[f][i] += part[f][i] / parts.size();
                }
            }
        }
        result.set("primaryMetric", metric(series, mean));
        ObjectNode secondary = result.putObject("secondaryMetrics");
        if (series.isGroup()) {
            for (int p = 0; p < parts.size(); p++) {
                secondary.set(series.parts().get(p), metric(series, parts.get(p)));
            }
        }
        return result;
    }

    private double[][] measured(Series series, int number, DemoNight night, String jdk, String run) {
        String part = series.parts().get(number);
        double level = base.get(series).get(number) * effects(series, part, night, jdk);
        SeededRandom dice =
                new SeededRandom(seed, "bench", series.key(part), series.params(), night.number(), jdk, run);
        double[][] raw = new double[FORKS][ITERATIONS];
        for (double[] fork : raw) {
            double mean = level * (1 + FORK_EFFECT * dice.normal());
            Arrays.setAll(fork, i -> mean * (1 + ITERATION_NOISE * dice.normal()));
        }
        return raw;
    }

    /** What it costs before anything happens to it: above its floors, more for more callbacks. */
    private double base(Series series, String part) {
        SeededRandom dice = new SeededRandom(seed, "base", series.key(part));
        if (series.mode() == Mode.Throughput) {
            return dice.logBetween(5e5, 2e6) * byParams(series, part);
        }
        List<String> floor = floors.getOrDefault(series.type().getSimpleName() + "." + part, List.of());
        if (floor.isEmpty()) {
            return dice.logBetween(1, 20);
        }
        double floors = floor.stream()
                .mapToDouble(name -> base(floorSeries(series, name), name.substring(name.indexOf(':') + 1)))
                .sum();
        return floors * dice.between(1.1, 2.2) * byParams(series, part);
    }

    private Series floorSeries(Series of, String name) {
        return all.stream()
                .filter(series -> series.type() == of.type())
                .filter(series -> series.parts().stream()
                        .anyMatch(part -> series.key(part).endsWith("." + name)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(of.name() + ": no benchmark is its floor " + name));
    }

    private double byParams(Series series, String part) {
        double factor = 1;
        for (Map.Entry<String, String> param : series.params().entrySet()) {
            factor *= param.getValue().matches("[0-9]+")
                    ? 1 + Integer.parseInt(param.getValue()) / 10.0
                    : new SeededRandom(seed, "param", series.key(part), param.getValue()).between(1, 1.3);
        }
        return factor;
    }

    private double effects(Series series, String part, DemoNight night, String jdk) {
        double factor = new SeededRandom(seed, "jdk", series.key(part), jdk).between(0.95, 1.05);
        if (night.number() >= DemoBundles.HARNESS_CHANGE) {
            factor *= 1.03;
        }
        if (jdk.equals("25") && night.number() >= DemoBundles.JDK_UPDATE) {
            factor *= 0.97;
        }
        if (isRegressing(series, night, jdk)) {
            factor *= DemoBundles.REGRESSION_FACTOR;
        }
        if (is(series, DemoBundles.DRIFT_BENCHMARK)
                && jdk.equals(DemoBundles.DRIFT_JDK)
                && night.number() > DemoBundles.DRIFT) {
            factor *= 1 + DemoBundles.DRIFT_PER_NIGHT * (night.number() - DemoBundles.DRIFT);
        }
        return factor;
    }

    private static boolean isRegressing(Series series, DemoNight night, String jdk) {
        return night.number() >= DemoBundles.REGRESSION
                && jdk.equals(DemoBundles.REGRESSION_JDK)
                && is(series, DemoBundles.REGRESSION_BENCHMARK);
    }

    private static boolean is(Series series, String benchmark) {
        return series.parts().stream()
                .anyMatch(part -> new BenchNight.Key(series.type().getSimpleName(), part, series.params())
                        .toString()
                        .equals(benchmark));
    }

    private static ObjectNode metric(Series series, double[][] raw) {
        double[] values =
                Arrays.stream(raw).flatMapToDouble(Arrays::stream).sorted().toArray();
        double score = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                        .map(value -> (value - score) * (value - score))
                        .sum()
                / (values.length - 1);
        double error = HALF_INTERVAL * Math.sqrt(variance / values.length);
        ObjectNode metric = MAPPER.createObjectNode();
        metric.put("score", rounded(score));
        metric.put("scoreError", rounded(error));
        metric.putArray("scoreConfidence").add(rounded(score - error)).add(rounded(score + error));
        metric.putObject("scorePercentiles")
                .put("0.0", rounded(values[0]))
                .put("100.0", rounded(values[values.length - 1]));
        metric.put("scoreUnit", unit(series));
        ArrayNode forks = metric.putArray("rawData");
        for (double[] fork : raw) {
            ArrayNode iterations = forks.addArray();
            Arrays.stream(fork).forEach(value -> iterations.add(rounded(value)));
        }
        return metric;
    }

    private static String unit(Series series) {
        String time = switch (series.unit()) {
            case NANOSECONDS -> "ns";
            case MICROSECONDS -> "us";
            case MILLISECONDS -> "ms";
            default -> "s";
        };
        return series.mode() == Mode.Throughput ? "ops/" + time : time + "/op";
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(new MathContext(6)).doubleValue();
    }
}
