// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import racy.explore.Bounds;
import racy.explore.scene.SceneExplorer;
import racy.explore.scene.SceneMatrix;
import racy.explore.scene.SceneMatrix.Cell;
import racy.explore.scene.SceneResult;
import racy.explore.stage.Scenes;
import racy.review.Interleaving;
import racy.review.TextWrap;

/** Explores scenes for {@code racy explore} and prints what came of it. */
final class SceneRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ClassLoader LOADER = SceneRun.class.getClassLoader();
    /** The race of the canary needs none. */
    private static final int CANARY_PREEMPTIONS = 0;

    private static final long CANARY_STATES = 1_000_000;

    private static final String INDENT = "    ";
    private static final int WIDTH = 100;

    private final SceneOptions options;
    private final SceneExplorer explorer;
    private final Duration perScene;
    private final BooleanSupplier interrupted;

    SceneRun(SceneOptions options, Bounds bounds, BooleanSupplier interrupted) {
        this.options = options;
        explorer = new SceneExplorer(
                LOADER,
                options.grain(),
                options.preemptions(bounds),
                bounds.limits().states());
        perScene = bounds.time();
        this.interrupted = interrupted;
    }

    ExitCode print(PrintWriter out, boolean asJson, boolean withWitnesses) throws IOException {
        String blind = new SceneExplorer(LOADER, options.grain(), CANARY_PREEMPTIONS, CANARY_STATES).problem();
        if (blind != null) {
            throw new IOException("the explorer does not work here: " + blind);
        }
        List<String> scenes = options.scenes();
        List<String> variants = options.variants();
        int count = scenes.size() * variants.size();
        ProgressLine progress = ProgressLine.standard();
        long begun = System.nanoTime();
        List<SceneResult> all = new ArrayList<>();
        int threads = Math.min(Runtime.getRuntime().availableProcessors(), count);
        SceneMatrix matrix = SceneMatrix.of(scenes, variants, threads, this::explore, result -> {
            all.add(result);
            progress.show(
                    all.size() + " of " + count + " scenes explored, last " + result.scene() + " of "
                            + result.variant(),
                    Duration.ofNanos(System.nanoTime() - begun));
        });
        progress.finish();
        if (asJson) {
            out.println(JSON.writeValueAsString(data(matrix)));
        } else if (options.isMatrix()) {
            printMatrix(out, matrix);
        } else {
            all.forEach(each -> print(out, each, withWitnesses));
        }
        out.flush();
        return ExitCode.of(Map.of(ExitCode.COVERAGE, all.stream().anyMatch(each -> each.gaveUp() != null)));
    }

    private SceneResult explore(SceneMatrix.Pair pair) {
        long end = System.nanoTime() + perScene.toNanos();
        return explorer.explore(
                pair.scene(), pair.variant(), () -> interrupted.getAsBoolean() || System.nanoTime() - end > 0);
    }

    private void print(PrintWriter out, SceneResult result, boolean withWitnesses) {
        out.println(result.scene() + " of " + result.variant() + ": "
                + Scenes.of(result.scene()).about());
        out.println("  " + effort(result));
        if (result.ways().isEmpty()) {
            out.println("  nothing goes wrong");
        }
        for (Map.Entry<String, List<Integer>> each : result.ways().entrySet()) {
            out.println("  reachable   " + each.getKey());
        }
        if (withWitnesses) {
            result.ways().forEach((outcome, way) -> {
                out.println();
                out.println("  A way to " + outcome + ":");
                Interleaving witness = explorer.witness(result.scene(), result.variant(), outcome, way);
                witness.tableWithSources(WIDTH - INDENT.length()).lines().forEach(line -> out.println(INDENT + line));
            });
        }
        out.println();
    }

    private static String effort(SceneResult result) {
        return String.format(
                Locale.ROOT,
                "%s; %d states, %d transitions, %.1f s",
                result.extent(),
                result.states(),
                result.transitions(),
                result.seconds());
    }

    private static void printMatrix(PrintWriter out, SceneMatrix matrix) {
        matrix.byVariant().forEach((variant, results) -> {
            List<SceneResult> open =
                    results.stream().filter(each -> each.gaveUp() != null).toList();
            out.printf(
                    Locale.ROOT,
                    "%s: %d scenes, %d states, %.1f s%n",
                    variant,
                    results.size(),
                    results.stream().mapToLong(SceneResult::states).sum(),
                    results.stream().mapToDouble(SceneResult::seconds).sum());
            List<Cell> cells = matrix.cells(variant);
            for (Cell cell : cells) {
                if (cell.witness() != null) {
                    out.printf(
                            "  %-24s reachable in scene %s%n",
                            cell.outcome(), cell.witness().scene());
                }
            }
            cells.stream()
                    .filter(cell -> cell.witness() == null)
                    .collect(Collectors.groupingBy(Cell::extent, LinkedHashMap::new, Collectors.toList()))
                    .forEach((extent, none) -> {
                        out.println("  none, " + extent + ":");
                        String names = none.stream().map(Cell::outcome).collect(Collectors.joining(", "));
                        TextWrap.wrap(names, INDENT).forEach(out::println);
                    });
            if (!open.isEmpty()) {
                out.println("  " + open.size() + " of " + results.size() + " scenes were given up");
            }
        });
    }

    private static List<Object> data(SceneMatrix matrix) {
        List<Object> rows = new ArrayList<>();
        matrix.byVariant().forEach((variant, results) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("variant", variant);
            row.put("scenes", results.stream().map(SceneRun::data).toList());
            row.put("cells", matrix.cells(variant).stream().map(SceneRun::data).toList());
            rows.add(row);
        });
        return rows;
    }

    private static Map<String, Object> data(SceneResult result) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("scene", result.scene());
        data.put("grain", result.grain().name());
        data.put("exhaustive", result.isExhaustive());
        data.put("preemptions", result.preemptions() == SceneResult.UNBOUNDED ? null : result.preemptions());
        data.put("gaveUp", result.gaveUp());
        data.put("states", result.states());
        data.put("transitions", result.transitions());
        data.put("seconds", result.seconds());
        data.put("outcomes", result.ways().keySet());
        return data;
    }

    private static Map<String, Object> data(Cell cell) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("outcome", cell.outcome());
        data.put("scene", cell.witness() == null ? null : cell.witness().scene());
        data.put("extent", cell.extent());
        return data;
    }
}
