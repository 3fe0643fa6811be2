// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.explore.scene.Grain;
import racy.explore.scene.SceneResult;
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

    /** A scene is given up after so many states. One takes 17 to 68 bytes. */
    static final long MOST_STATES = 5_000_000;

    /** A scene is given up after this time. */
    static final Duration PER_SCENE = Duration.ofMinutes(10);

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
                    + " every named preemption point. accesses: before every shared access. Default: ${DEFAULT-VALUE}.")
    private GrainName grain;

    @Option(
            names = "--preemptions",
            paramLabel = "N",
            description = "With at most N preemptions in a schedule. Default: any number for --grain points, 2 for"
                    + " --grain accesses.")
    private Integer preemptions;

    boolean isAsked() {
        return matrix || !scenes.isEmpty();
    }

    /** Ends with a message if the options do not go together. */
    void check(CommandSpec spec) {
        if (!isAsked() && (!variants.isEmpty() || preemptions != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--variant and --preemptions need --scene or --matrix");
        }
        if (preemptions != null && (preemptions < 0 || preemptions >= SceneResult.UNBOUNDED)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--preemptions: " + preemptions + " is not between 0 and " + (SceneResult.UNBOUNDED - 1));
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

    int preemptions() {
        if (preemptions != null) {
            return preemptions;
        }
        return grain() == Grain.POINTS ? SceneResult.UNBOUNDED : 2;
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
