// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import racy.driver.variant.Variants;
import racy.explore.vm.OutOfModelException;
import racy.kernel.Violation;
import racy.review.Interleaving;

/** Explores scenes: every order in which the contexts of a device can move. */
public final class SceneExplorer {
    /** So many states are enough to initialise most classes. */
    private static final long WARM_UP = 1_000;

    private final ClassLoader source;
    private final Grain grain;
    private final int mostPreemptions;
    private final long mostStates;

    /**
     * @param source where the class files of the model are
     * @param mostPreemptions at most; {@link SceneResult#UNBOUNDED} for any number
     * @param mostStates after so many states it gives up
     */
    public SceneExplorer(ClassLoader source, Grain grain, int mostPreemptions, long mostStates) {
        this.source = source;
        this.grain = grain;
        this.mostPreemptions = mostPreemptions;
        this.mostStates = mostStates;
    }

    /** @param stopped asked again and again; if it says yes, the exploration gives up */
    public SceneResult explore(String scene, String variant, BooleanSupplier stopped) {
        Searches searches = new Searches(scene, variant, stopped);
        return result(searches, searches::run);
    }

    private SceneResult result(Searches searches, Supplier<String> search) {
        long start = System.nanoTime();
        String gaveUp;
        try {
            gaveUp = search.get();
        } catch (OutOfModelException e) {
            gaveUp = "out of model: " + e.getMessage();
        } catch (OutOfMemoryError e) {
            gaveUp = "it needs more memory than its JVM has (-Xmx)";
        }
        return new SceneResult(
                searches.scene,
                searches.variant,
                grain,
                searches.ways,
                searches.ends,
                searches.states,
                searches.transitions,
                searches.preemptions,
                gaveUp,
                (System.nanoTime() - start) / 1e9);
    }

    /**
     * Looks for a race that is there. A search that misses it would find nothing in any scene.
     *
     * @return what is wrong; null if the race was found
     */
    public String problem() {
        String scene = "complete";
        String race = Violation.ATTACH_BUSY.name();
        SceneResult found = find(scene, Variants.AS_POSTED, race, () -> false);
        return found.ways().containsKey(race)
                ? null
                : "it does not find " + race + " in scene " + scene + " of " + Variants.AS_POSTED + " ("
                        + found.extent() + ")";
    }

    /** Looks for one thing that goes wrong, with few preemptions first, and ends when it is found. */
    public SceneResult find(String scene, String variant, String outcome, BooleanSupplier stopped) {
        Searches[] searches = new Searches[1];
        searches[0] = new Searches(
                scene,
                variant,
                () -> stopped.getAsBoolean() || searches[0].current.ways().containsKey(outcome));
        return result(searches[0], () -> {
            String gaveUp = searches[0].raise(mostPreemptions, Set.of(outcome));
            return searches[0].ways.containsKey(outcome) ? "it has found what it looked for" : gaveUp;
        });
    }

    /**
     * Makes the moves again and tells what happens.
     *
     * @param way from {@link SceneResult#ways}
     * @param outcome what went wrong
     */
    public Interleaving witness(String scene, String variant, String outcome, List<Integer> way) {
        return new Replay(new Play(source, scene, variant, grain, classes(scene, variant))).of(outcome, way);
    }

    /** The classes that a short search initialises. Later searches have them from the start. */
    private Set<String> classes(String scene, String variant) {
        Play play = new Play(source, scene, variant, grain, Set.of());
        new SceneSearch(play, () -> false, WARM_UP).run(SceneSearch.ANY);
        return new LinkedHashSet<>(play.machine.lateClasses());
    }

    /** The searches for one scene, each with one preemption more than the one before. */
    private final class Searches {
        final String scene;
        final String variant;
        private final Play play;
        private SceneSearch current;
        private final BooleanSupplier stopped;
        final Map<String, List<Integer>> ways = new TreeMap<>();
        Set<String> ends = Set.of();
        long states;
        long transitions;
        int preemptions;

        Searches(String scene, String variant, BooleanSupplier stopped) {
            this.scene = scene;
            this.variant = variant;
            play = new Play(source, scene, variant, grain, classes(scene, variant));
            this.stopped = stopped;
        }

        String run() {
            if (mostPreemptions != SceneResult.UNBOUNDED) {
                return raise(mostPreemptions, null);
            }
            SceneSearch all = search(SceneResult.UNBOUNDED);
            String gaveUp = reason(all);
            Set<String> wanted = Set.copyOf(all.ways().keySet());
            Map<String, List<Integer>> found = new TreeMap<>(all.ways());
            long states = this.states;
            long transitions = this.transitions;
            ways.clear();
            // A way with few preemptions is easier to read.
            raise(2, wanted);
            found.forEach(ways::putIfAbsent);
            this.states = states;
            this.transitions = transitions;
            ends = all.ends();
            preemptions = SceneResult.UNBOUNDED;
            return gaveUp;
        }

        /** @param wanted the search ends when all of these were found; null to search to the end */
        private String raise(int most, Set<String> wanted) {
            for (int bound = 0; bound <= most; bound++) {
                if (wanted != null && ways.keySet().containsAll(wanted)) {
                    return null;
                }
                SceneSearch search = search(bound);
                preemptions = bound;
                if (!search.isComplete()) {
                    return reason(search);
                }
                if (!search.isBounded()) {
                    preemptions = SceneResult.UNBOUNDED;
                    return null;
                }
            }
            return null;
        }

        private SceneSearch search(int bound) {
            SceneSearch search;
            do {
                search = new SceneSearch(play, stopped, mostStates);
                current = search;
                search.run(bound);
            } while (search.isComplete() && play.machine.hasMoreContention());
            search.ways().forEach(ways::putIfAbsent);
            ends = new TreeSet<>(search.ends());
            states = search.states();
            transitions = search.transitions();
            return search;
        }

        private String reason(SceneSearch search) {
            return search.isComplete()
                    ? null
                    : stopped.getAsBoolean() ? "the time is over" : "the limit of states is reached";
        }
    }
}
