// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import racy.outside.Limits;
import racy.outside.OutsideFile;

/** What a JMH result file contains. */
public record BenchRun(List<BenchResult> results) {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.DEPTH)
                    .maxStringLength(Limits.TEXT)
                    .maxNumberLength(Limits.NUMBER)
                    .maxTokenCount(Limits.TOKENS)
                    .build())
            .build());

    /**
     * Reads JMH's JSON.
     *
     * @throws IllegalArgumentException if it is JSON but not a JMH result
     */
    public static BenchRun read(Path json) throws IOException {
        List<BenchResult> results = new ArrayList<>();
        JsonNode benchmarks = tree(OutsideFile.bytes(json, Limits.DOCUMENT));
        if (!benchmarks.isArray()) {
            throw new IllegalArgumentException("it is not a list of benchmarks");
        }
        for (JsonNode node : benchmarks) {
            String[] name = text(node, "benchmark").split("\\.");
            if (name.length < 2) {
                throw new IllegalArgumentException("not a benchmark: " + OutsideFile.excerpt(text(node, "benchmark")));
            }
            String type = name[name.length - 2];
            String method = name[name.length - 1];
            Map<String, String> params = new TreeMap<>();
            node.path("params")
                    .properties()
                    .forEach(
                            param -> params.put(param.getKey(), param.getValue().asText()));
            JsonNode parts = node.path("secondaryMetrics");
            if (parts.isEmpty()) {
                results.add(result(type, method, params, node.required("primaryMetric")));
            } else {
                parts.properties()
                        .forEach(part ->
                                results.add(result(type, method + ":" + part.getKey(), params, part.getValue())));
            }
        }
        return new BenchRun(results);
    }

    /** Parses JSON that somebody else may have written. */
    static JsonNode tree(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }

    private static BenchResult result(String type, String method, Map<String, String> params, JsonNode metric) {
        List<Double> forkMeans = new ArrayList<>();
        for (JsonNode fork : metric.path("rawData")) {
            double sum = 0;
            for (JsonNode iteration : fork) {
                sum += number(iteration);
            }
            forkMeans.add(sum / fork.size());
        }
        return new BenchResult(
                type,
                method,
                params,
                number(metric.required("score")),
                number(metric.required("scoreError")),
                text(metric, "scoreUnit"),
                forkMeans);
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.required(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + " is no text: " + OutsideFile.excerpt(value));
        }
        return value.textValue();
    }

    /** JMH writes a value for which JSON has no number as text. {@link JsonNode#asDouble()} would read that as zero. */
    private static double number(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return switch (node.asText()) {
            case "NaN" -> Double.NaN;
            case "+INF", "INF", "Infinity" -> Double.POSITIVE_INFINITY;
            case "-INF", "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new IllegalArgumentException("not a number: " + OutsideFile.excerpt(node));
        };
    }

    /**
     * The score of a benchmark of this run.
     *
     * @param params names and values alternate; parameters that are not named may have any value
     * @throws NoSuchElementException if it was not measured
     */
    Estimate score(Class<?> type, String method, String... params) {
        return find(type.getSimpleName(), method, params)
                .orElseThrow(() -> new NoSuchElementException(type.getSimpleName() + "." + method));
    }

    private Optional<Estimate> find(String type, String method, String... params) {
        return results.stream()
                .filter(result -> result.type().equals(type) && result.method().equals(method))
                .filter(result -> {
                    for (int i = 0; i < params.length; i += 2) {
                        if (!params[i + 1].equals(result.params().get(params[i]))) {
                            return false;
                        }
                    }
                    return true;
                })
                .findFirst()
                .map(BenchResult::estimate);
    }

    /**
     * The floor of a benchmark, as named by its {@link Floor}.
     *
     * @throws NoSuchElementException if it has no floor, or if the floor was not measured
     */
    Estimate floor(Class<?> type, String method) {
        return floorNames(type, method).stream()
                .map(name -> score(type, name))
                .reduce(Estimate::plus)
                .orElseThrow(() -> new NoSuchElementException("no floor of " + method));
    }

    /** What the {@link Floor} of a benchmark names. Empty if it has none. */
    static List<String> floorNames(Class<?> type, String method) {
        for (Method candidate : type.getDeclaredMethods()) {
            if (candidate.getName().equals(method) && candidate.isAnnotationPresent(Floor.class)) {
                return List.of(candidate.getAnnotation(Floor.class).value());
            }
        }
        return List.of();
    }
}
