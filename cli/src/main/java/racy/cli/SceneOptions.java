// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.explore.Bounds;
import racy.explore.scene.Grain;
import racy.explore.scene.SceneResult;
import racy.explore.search.Limits;
import racy.explore.stage.Scene;
import racy.explore.stage.Scenes;

/** The options of {@code racy explore} that choose scenes of the whole driver. */
final class SceneOptions {
    /** The grains by the names that a user writes. */
    enum GrainName {
        points(Grain.POINTS),
        accesses(Grain.ACCESSES);

        final Grain grain;

        GrainName(Grain grain) {
            this.grain = grain;
        }
    }

    /** How far a scene is explored where nobody says otherwise. A state takes 17 to 68 bytes. */
    static final String DEFAULTS = "states=5000000,time=10m";

    /** With more of them, a scene takes hours at each access. */
    private static final int FINE_PREEMPTIONS = 2;

    @Option(
            names = "--scene",
            paramLabel = "NAME",
            description = "Explores this scene of the whole driver instead of stress tests. Give it more than once for"
                    + " several.")
    private List<String> scenes = List.of();

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "With this variant of the driver. Give it more than once for several. Default: as-posted.")
    private List<String> variants = List.of();

    @Option(
            names = "--matrix",
            description = "Explores all scenes with all variants, or with those that are named, and prints what each"
                    + " variant can report.")
    private boolean matrix;

    @Option(
            names = "--grain",
            paramLabel = "GRAIN",
            defaultValue = "points",
            description = "Where a context of a scene may be preempted, one of: ${COMPLETION-CANDIDATES}. points: at"
                    + " every named preemption point. accesses: before every shared access, and then with at most 2"
                    + " preemptions unless --bound says otherwise. Default: ${DEFAULT-VALUE}.")
    private GrainName grain;

    boolean isAsked() {
        return matrix || !scenes.isEmpty();
    }

    /** Ends with a message if the options do not go together. */
    void check(CommandSpec spec) {
        if (!isAsked() && !variants.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--variant needs --scene or --matrix");
        }
        List<String> knownScenes = Scenes.all().stream().map(Scene::name).toList();
        requireKnown(spec, "--scene", scenes, knownScenes);
        requireKnown(
                spec,
                "--variant",
                variants,
                Variants.all().stream().map(Variant::id).toList());
    }

    private static void requireKnown(CommandSpec spec, String option, List<String> given, List<String> known) {
        for (String each : given) {
            if (!known.contains(each)) {
                throw new ParameterException(
                        spec.commandLine(),
                        option + ": there is no '" + each + "', only " + String.join(", ", known) + "."
                                + Nearest.suggest(each, known));
            }
        }
    }

    boolean isMatrix() {
        return matrix;
    }

    Grain grain() {
        return grain.grain;
    }

    /** What {@code --bound} says, and for what it does not name the bounds of a scene. */
    Bounds bounds(CommandSpec spec) {
        OptionSpec given = spec.commandLine().getParseResult().matchedOption("--bound");
        Bounds bounds =
                Bounds.parse(given == null ? DEFAULTS : given.stringValues().get(0), DEFAULTS);
        if (bounds.limits().steps() != Long.MAX_VALUE || bounds.limits().executions() != Long.MAX_VALUE) {
            throw new ParameterException(
                    spec.commandLine(), "--bound: scenes have bounds of preemptions, states and time only");
        }
        return bounds;
    }

    int preemptions(Bounds bounds) {
        int most = bounds.limits().preemptions();
        if (most != Limits.ANY) {
            return most;
        }
        return grain() == Grain.POINTS ? SceneResult.UNBOUNDED : FINE_PREEMPTIONS;
    }

    List<String> scenes() {
        return scenes.isEmpty() ? Scenes.all().stream().map(Scene::name).toList() : scenes;
    }

    List<String> variants() {
        if (!variants.isEmpty()) {
            return variants;
        }
        return matrix
                ? new ArrayList<>(Variants.all().stream().map(Variant::id).toList())
                : List.of(Variants.AS_POSTED);
    }
}
