// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import racy.kernel.Violation;

/** What every scene shows of every variant. */
public final class SceneMatrix {
    private final Map<String, List<SceneResult>> byVariant = new LinkedHashMap<>();

    /**
     * Where a variant shows a violation, or how far was looked for it.
     *
     * @param witness a result that has a way to it; null if none has
     * @param extent if there is no witness: how far was looked
     */
    public record Cell(String variant, String outcome, SceneResult witness, String extent) {}

    private SceneMatrix() {}

    /**
     * Explores each scene with each variant, several at a time.
     *
     * @param explore one scene with one variant; called in several threads
     * @param done is told of each result
     */
    public static SceneMatrix of(
            List<String> scenes,
            List<String> variants,
            int threads,
            Function<Pair, SceneResult> explore,
            Consumer<SceneResult> done) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<SceneResult>> futures = new ArrayList<>();
            for (String variant : variants) {
                for (String scene : scenes) {
                    futures.add(pool.submit(() -> explore.apply(new Pair(scene, variant))));
                }
            }
            SceneMatrix matrix = new SceneMatrix();
            for (Future<SceneResult> each : futures) {
                SceneResult result = each.get();
                done.accept(result);
                matrix.byVariant
                        .computeIfAbsent(result.variant(), any -> new ArrayList<>())
                        .add(result);
            }
            return matrix;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** A scene and a variant. */
    public record Pair(String scene, String variant) {}

    public Map<String, List<SceneResult>> byVariant() {
        return byVariant;
    }

    /** One for each violation, then one for each exception that ended a context. */
    public List<Cell> cells(String variant) {
        List<String> outcomes = new ArrayList<>();
        Violation.all().forEach(each -> outcomes.add(each.name()));
        byVariant.get(variant).stream()
                .flatMap(each -> each.ways().keySet().stream())
                .filter(each -> !outcomes.contains(each))
                .distinct()
                .forEach(outcomes::add);
        return outcomes.stream().map(each -> cell(variant, each)).toList();
    }

    private Cell cell(String variant, String outcome) {
        List<SceneResult> results = byVariant.get(variant);
        for (SceneResult each : results) {
            if (each.ways().containsKey(outcome)) {
                return new Cell(variant, outcome, each, null);
            }
        }
        List<String> open = results.stream()
                .filter(each -> each.gaveUp() != null)
                .map(each -> each.scene() + " (" + each.gaveUp() + ")")
                .toList();
        String extent = open.isEmpty()
                ? results.get(0).extent()
                : "open, because the search gave up in " + String.join(", ", open);
        return new Cell(variant, outcome, null, extent);
    }
}
