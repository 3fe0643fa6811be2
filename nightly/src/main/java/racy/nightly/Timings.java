// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.options.TimeValue;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.outside.OutsideFile;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRun;
import racy.stress.runner.StressTest;

/**
 * What a run spent on each test and benchmark.
 *
 * <p>Every shard spends its whole budget on the tests it has, so that the sums of its tests say nothing about whether
 * it had too many. What does is the cost of a round, a fork of each test: the costs of shards are put on a scale by it,
 * with the rounds that the whole run had. A race that was witnessed and left early costs what it had.
 *
 * @param seconds by full name
 */
public record Timings(Map<String, Double> seconds) {
    /** No run to learn from. */
    public static final Timings NONE = new Timings(Map.of());

    public Timings {
        seconds = Map.copyOf(seconds);
    }

    /** Reads a bundle, a stress run's directory, or JMH's JSON. */
    public static Timings read(Path named) throws BundleException {
        Path run = OutsideFile.given(named);
        if (Files.isRegularFile(run)) {
            return new Timings(benchmarks(run));
        }
        try {
            if (!Files.isRegularFile(run.resolve(BundleFiles.BUNDLE))) {
                return new Timings(stress(List.of(StressRun.read(run))));
            }
        } catch (StressException e) {
            throw new BundleException(
                    run + " is neither a bundle, nor a stress run, nor JMH's JSON: " + e.getMessage(), e);
        }
        Map<String, Double> seconds = new HashMap<>();
        Map<String, List<Bundle.Part>> byJdk = Bundle.read(run).parts().stream()
                .collect(Collectors.groupingBy(part -> part.manifest().jdk(), TreeMap::new, Collectors.toList()));
        for (List<Bundle.Part> parts : byJdk.values()) {
            add(stress(parts.stream().flatMap(part -> part.stress().stream()).toList()), seconds);
            for (Bundle.Part part : parts) {
                if (part.bench().isPresent()) {
                    add(benchmarks(part.directory().resolve(BundleFiles.BENCH)), seconds);
                }
            }
        }
        return new Timings(seconds);
    }

    /** What it costs, if it was run. */
    public OptionalDouble seconds(String name) {
        return seconds.containsKey(name) ? OptionalDouble.of(seconds.get(name)) : OptionalDouble.empty();
    }

    /** The mean of those that were run, 0 if none was. */
    double mean(Collection<String> names) {
        return names.stream()
                .distinct()
                .filter(seconds::containsKey)
                .mapToDouble(seconds::get)
                .sorted()
                .average()
                .orElse(0);
    }

    private static void add(Map<String, Double> more, Map<String, Double> seconds) {
        more.forEach((name, value) -> seconds.merge(name, value, Double::sum));
    }

    /** The costs that runs side by side, the shards of one night on one JDK, show. */
    private static Map<String, Double> stress(List<StressRun> runs) {
        Map<String, Double> perRound = new HashMap<>();
        double spent = 0;
        for (StressRun run : runs) {
            Set<String> seeded = run.manifest().tests().stream()
                    .filter(StressTest::isSeeded)
                    .map(StressTest::name)
                    .collect(Collectors.toCollection(HashSet::new));
            Map<String, List<ForkRecord>> byTest = run.forks().stream()
                    .collect(Collectors.groupingBy(fork -> fork.spec().test()));
            int rounds = rounds(byTest, seeded);
            for (Map.Entry<String, List<ForkRecord>> test : byTest.entrySet()) {
                double sum = test.getValue().stream()
                        .mapToDouble(fork -> fork.wallMillis() / 1000.0)
                        .sum();
                int forks = test.getValue().size();
                perRound.merge(test.getKey(), sum / (seeded.contains(test.getKey()) ? rounds : forks), Double::sum);
                spent += sum;
            }
        }
        double round =
                perRound.values().stream().mapToDouble(Double::doubleValue).sum();
        double rounds = round == 0 ? 0 : spent / round;
        perRound.replaceAll((name, seconds) -> seconds * rounds);
        return perRound;
    }

    /** Forks that a test had which no hit ends early; of any test if all can end early. */
    private static int rounds(Map<String, List<ForkRecord>> byTest, Set<String> seeded) {
        List<Integer> lasting = new ArrayList<>();
        byTest.forEach((name, forks) -> {
            if (!seeded.contains(name)) {
                lasting.add(forks.size());
            }
        });
        return lasting.stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElseGet(() ->
                        byTest.values().stream().mapToInt(List::size).max().orElse(1));
    }

    /** The time that JMH was told to take, the starts of its JVMs not included. */
    private static Map<String, Double> benchmarks(Path json) throws BundleException {
        Map<String, Double> seconds = new HashMap<>();
        JsonNode results = BundleFiles.read(json, JsonNode.class);
        if (!results.isArray()) {
            throw new BundleException(json + " is neither a bundle, nor a stress run, nor JMH's JSON");
        }
        for (JsonNode result : results) {
            try {
                double warmup = iterations(result, "warmup");
                double measurement = iterations(result, "measurement");
                int forks = Math.max(1, result.required("forks").intValue());
                seconds.merge(result.required("benchmark").textValue(), forks * (warmup + measurement), Double::sum);
            } catch (IllegalArgumentException e) {
                throw new BundleException(json + " is no JMH result file: " + OutsideFile.excerpt(e.getMessage()), e);
            }
        }
        return seconds;
    }

    private static double iterations(JsonNode result, String kind) {
        TimeValue time = TimeValue.fromString(result.required(kind + "Time").asText());
        return result.required(kind + "Iterations").intValue() * time.convertTo(TimeUnit.NANOSECONDS) / 1e9;
    }
}
