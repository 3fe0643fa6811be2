// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import racy.driver.variant.Variants;
import racy.explore.stage.Scene;
import racy.explore.stage.Scenes;
import racy.review.Interleaving;

/**
 * The scenes show every known race of the posted patch that needs no weak memory, and none in v2. With {@code
 * -Dracy.explore.scenes=all} the big scenes of v2 are exhausted too.
 */
class ScenesTest {
    private static final long MOST = 5_000_000;
    /** In these, v2 has some 10^5 states and more. */
    private static final Set<String> BIG = Set.of("late-two", "cores", "buffers");

    private static final boolean EVERYTHING = "all".equals(System.getProperty("racy.explore.scenes"));

    private static SceneExplorer explorer(Grain grain, int preemptions) {
        return new SceneExplorer(ScenesTest.class.getClassLoader(), grain, preemptions, MOST);
    }

    /** R4 needs weak memory. R10 is what user space makes of R8. R12 is EARLY_START. */
    @ParameterizedTest
    @CsvSource({
        "R1, late-two, PREMATURE_SIGNAL",
        "R2, late-two, LATE_IRQ_STOPS_HW",
        "R2, late, MMIO_IN_RESET",
        "R3, late, USE_AFTER_FREE",
        "R5, hang, ATTACH_BUSY",
        "R6, complete, ATTACH_BUSY",
        "R7, kill, ATTACH_BUSY",
        "R8, fair, STATE_LOST",
        "R9, resume-fails, SILENT_PARTIAL_SUCCESS",
        "R11, cores, WRONG_DOMAIN_DMA",
        "R12, buffers, EARLY_START",
        "R13, late, COMPLETED_CANCELLED",
        "R13, late, INNOCENT_KILLED",
        "shared line, shared-line, PREMATURE_SIGNAL",
        "power, suspend, MMIO_UNPOWERED",
    })
    void asPosted_race_isFound_andReplays(String race, String scene, String violation) {
        SceneExplorer explorer = explorer(Grain.POINTS, 2);
        SceneResult found = explorer.find(scene, Variants.AS_POSTED, violation, () -> false);
        List<Integer> way = found.ways().get(violation);
        assertNotNull(way, race + ": " + found);
        Interleaving witness = explorer.witness(scene, Variants.AS_POSTED, violation, way);
        assertTrue(
                witness.any(step ->
                        step.violation() != null && step.violation().name().equals(violation)),
                witness::table);
        assertEquals(witness, explorer.witness(scene, Variants.AS_POSTED, violation, way));
    }

    static Stream<String> scenes() {
        return Scenes.all().stream().map(Scene::name);
    }

    /** The big ones only with {@code -Dracy.explore.scenes=all}: they take minutes. */
    static Stream<String> scenesToExhaust() {
        return scenes().filter(each -> EVERYTHING || !BIG.contains(each));
    }

    @ParameterizedTest
    @MethodSource("scenesToExhaust")
    void v2_scene_isExhaustedWithoutAViolation(String scene) {
        SceneResult all = explorer(Grain.POINTS, SceneResult.UNBOUNDED).explore(scene, Variants.V2, () -> false);
        assertTrue(all.isExhaustive(), all::extent);
        assertEquals(Map.of(), all.ways());
        assertEquals(Set.of("[]"), all.ends());
    }

    /** A scene in which nothing can go wrong would be no evidence for v2. */
    @ParameterizedTest
    @CsvSource({
        "submit, as-posted, ATTACH_BUSY",
        "complete, as-posted, ATTACH_BUSY",
        "fair, as-posted, STATE_LOST",
        "hang, as-posted, ATTACH_BUSY",
        "late, irq-read-write, DOUBLE_CLAIM",
        "late, reset-read-write, DOUBLE_CLAIM",
        "late-two, publish-before-done-fence, NULL_DONE_FENCE",
        "late-anywhere, as-posted, INNOCENT_KILLED",
        "shared-line, as-posted, LATE_IRQ_STOPS_HW",
        "kill, as-posted, DEADLOCK",
        "cores, as-posted, STATE_LOST",
        "buffers, as-posted, EARLY_START",
        "resume-fails, as-posted, SILENT_PARTIAL_SUCCESS",
        "suspend, as-posted, PM_LEAK",
        "complete, signal-before-claim, LOST_TASK",
    })
    void everyScene_canShowSomething(String scene, String variant, String violation) {
        SceneResult found = explorer(Grain.POINTS, 3).find(scene, variant, violation, () -> false);
        assertTrue(found.ways().containsKey(violation), found::toString);
    }

    @Test
    void v2_accesses_noViolationWithAPreemption() {
        SceneResult fine = explorer(Grain.ACCESSES, 1).explore("hang", Variants.V2, () -> false);
        assertEquals(null, fine.gaveUp());
        assertEquals(Map.of(), fine.ways());
        assertFalse(fine.isExhaustive());
        assertEquals("up to 1 preemptions at every shared access", fine.extent());
    }

    @Test
    void asPosted_accesses_findsTheRacesToo() {
        SceneResult fine = explorer(Grain.ACCESSES, 1).explore("late-anywhere", Variants.AS_POSTED, () -> false);
        assertTrue(
                fine.ways()
                        .keySet()
                        .containsAll(
                                Set.of("COMPLETED_CANCELLED", "INNOCENT_KILLED", "MMIO_IN_RESET", "USE_AFTER_FREE")),
                fine::toString);
    }

    @Test
    void aBoundThatIsHit_isSaid() {
        SceneResult few = new SceneExplorer(ScenesTest.class.getClassLoader(), Grain.POINTS, SceneResult.UNBOUNDED, 100)
                .explore("late", Variants.V2, () -> false);
        assertEquals("gave up: the limit of states is reached", few.extent());
        assertFalse(few.isExhaustive());
        SceneResult stopped = explorer(Grain.POINTS, SceneResult.UNBOUNDED).explore("late", Variants.V2, () -> true);
        assertEquals("gave up: the time is over", stopped.extent());
    }

    @Test
    void matrix_cell_hasAWitnessOrSaysHowFarItLooked() {
        SceneExplorer explorer = explorer(Grain.POINTS, SceneResult.UNBOUNDED);
        SceneMatrix matrix = SceneMatrix.of(
                List.of("complete", "resume-fails"),
                List.of(Variants.AS_POSTED, Variants.V2),
                2,
                pair -> explorer.explore(pair.scene(), pair.variant(), () -> false),
                result -> {});
        SceneMatrix.Cell busy = cell(matrix, Variants.AS_POSTED, "ATTACH_BUSY");
        assertEquals("complete", busy.witness().scene());
        SceneMatrix.Cell none = cell(matrix, Variants.V2, "ATTACH_BUSY");
        assertEquals("exhaustive at every named preemption point", none.extent());
    }

    private static SceneMatrix.Cell cell(SceneMatrix matrix, String variant, String outcome) {
        return matrix.cells(variant).stream()
                .filter(each -> each.outcome().equals(outcome))
                .findFirst()
                .orElseThrow();
    }
}
