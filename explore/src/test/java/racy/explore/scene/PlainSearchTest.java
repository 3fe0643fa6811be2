// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.explore.vm.Machine.Kind;
import racy.explore.vm.Machine.Move;

/** What makes the search fast changes nothing of what it finds. */
class PlainSearchTest {
    /** A search that compares whole states by walking through every object, and leaves nothing out. */
    private static final class Plain {
        final Play play;
        final Set<Object> states = new HashSet<>();
        final Set<String> ends = new TreeSet<>();

        Plain(String scene, String variant) {
            play = new Play(PlainSearchTest.class.getClassLoader(), scene, variant, Grain.POINTS, Set.of());
            visit();
        }

        private void visit() {
            if (!states.add(play.machine.digest())) {
                return;
            }
            var here = play.machine.now();
            boolean goesOn = false;
            for (int i = 0; i < play.roles(); i++) {
                if (play.kind(i) != Play.LAST && play.machine.isEnabled(i)) {
                    goesOn |= play.kind(i) == Play.ORDINARY;
                    go(i, here);
                }
            }
            boolean waits = play.isAnybodyWaiting();
            if (!goesOn && waits && play.machine.isEnabled(play.last())) {
                go(play.last(), here);
            } else if (!goesOn && (!waits || !play.isAnybodyEnabled())) {
                play.end();
                ends.add(play.outcomes().toString());
                play.machine.goBack(here);
            }
        }

        private void go(int role, racy.explore.vm.Machine.Moment here) {
            play.machine.make(new Move(role, Kind.STEP));
            visit();
            play.machine.goBack(here);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "complete, as-posted",
        "complete, v2",
        "fair, as-posted",
        "hang, as-posted",
        "hang, v2",
        "shared-line, v2",
        "shared-line, as-posted",
        "resume-fails, as-posted",
        "late-anywhere, v2",
    })
    void scene_endsAsInThePlainSearch(String scene, String variant) {
        Plain plain = new Plain(scene, variant);
        SceneResult fast = new SceneExplorer(
                        PlainSearchTest.class.getClassLoader(), Grain.POINTS, SceneResult.UNBOUNDED, 1_000_000)
                .explore(scene, variant, () -> false);
        assertEquals(plain.ends, fast.ends());
        assertTrue(fast.states() <= plain.states.size(), () -> fast.states() + " states, plain " + plain.states.size());
    }

    /** With enough preemptions the bounded search leaves nothing out. */
    @Test
    void boundedSearch_enoughPreemptions_isTheWholeSearch() {
        ClassLoader source = PlainSearchTest.class.getClassLoader();
        SceneResult bounded =
                new SceneExplorer(source, Grain.POINTS, 60, 1_000_000).explore("complete", "as-posted", () -> false);
        SceneResult whole = new SceneExplorer(source, Grain.POINTS, SceneResult.UNBOUNDED, 1_000_000)
                .explore("complete", "as-posted", () -> false);
        assertTrue(bounded.isExhaustive(), bounded::extent);
        assertEquals(whole.ends(), bounded.ends());
        assertEquals(whole.ways().keySet(), bounded.ways().keySet());
    }

    /** The fine grain allows every schedule that the coarse one does. */
    @ParameterizedTest
    @CsvSource({"complete, as-posted", "resume-fails, as-posted"})
    void accesses_findWhatPointsFind(String scene, String variant) {
        ClassLoader source = PlainSearchTest.class.getClassLoader();
        SceneResult points = new SceneExplorer(source, Grain.POINTS, SceneResult.UNBOUNDED, 1_000_000)
                .explore(scene, variant, () -> false);
        SceneResult accesses =
                new SceneExplorer(source, Grain.ACCESSES, 2, 3_000_000).explore(scene, variant, () -> false);
        assertTrue(
                accesses.ways().keySet().containsAll(points.ways().keySet()),
                () -> accesses + " without all of " + points);
    }
}
