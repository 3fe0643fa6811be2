// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import racy.explore.vm.Machine;
import racy.explore.vm.Machine.Kind;
import racy.explore.vm.Machine.Move;

/**
 * Visits every state of a scene, depth first, each once. With a bound on preemptions, a state is visited again if it is
 * reached with fewer of them (context bounding, Musuvathi and Qadeer, PLDI 2007). A preemption is a switch away from a
 * role that has begun and could go on. A role that ends its work or must wait is left at no cost.
 *
 * <p>When no role can move but those that need not, the model audits itself. Whatever it reports then or on the way is found.
 */
final class SceneSearch {
    /** No bound. */
    static final int ANY = Byte.MAX_VALUE;

    private static final int NOBODY = -1;
    private static final int ASK_EVERY = 256;

    private final Play play;
    private final Machine machine;
    private final BooleanSupplier stopped;
    private final long mostStates;

    /** What went wrong, each with the moves that lead there. */
    private final Map<String, List<Integer>> ways = new TreeMap<>();
    /** The sets of what went wrong with which a schedule ended. */
    private final TreeSet<String> ends = new TreeSet<>();

    private StateSet states = new StateSet();
    private long transitions;
    private boolean complete;
    /** Whether some move was not made because of the bound. */
    private boolean pruned;

    // The way to where the machine stands.
    private Machine.Moment[] moments = new Machine.Moment[256];
    private int[] movers = new int[256];
    private int[] next = new int[256];
    private int[] preemptions = new int[256];
    private boolean[] goesOn = new boolean[256];
    private int depth;

    SceneSearch(Play play, BooleanSupplier stopped, long mostStates) {
        this.play = play;
        machine = play.machine;
        this.stopped = stopped;
        this.mostStates = mostStates;
    }

    /** Searches with so many preemptions at most. What was found before stays found. */
    void run(int mostPreemptions) {
        states = new StateSet();
        ends.clear();
        transitions = 0;
        complete = true;
        pruned = false;
        Machine.Moment start = machine.now();
        enter(NOBODY, 0, mostPreemptions);
        while (depth > 0 && complete) {
            step(mostPreemptions);
        }
        depth = 0;
        machine.goBack(start);
    }

    private void step(int most) {
        int here = depth - 1;
        machine.goBack(moments[here]);
        int last = movers[here];
        boolean costs = most != ANY && last != NOBODY && !machine.isIdle(last) && machine.isEnabled(last);
        while (next[here] < play.roles()) {
            int role = next[here]++;
            if (play.kind(role) == Play.LAST || !machine.isEnabled(role)) {
                continue;
            }
            goesOn[here] |= play.kind(role) == Play.ORDINARY;
            int count = preemptions[here] + (costs && role != last ? 1 : 0);
            if (count > most) {
                pruned = true;
                continue;
            }
            moves(role, count, most);
            return;
        }
        end(here, most);
    }

    private void moves(int role, int count, int most) {
        transitions++;
        machine.make(new Move(role, Kind.STEP));
        enter(role, count, most);
        if (states.size() > mostStates || transitions % ASK_EVERY == 0 && stopped.getAsBoolean()) {
            complete = false;
        }
    }

    /** The machine stands in a state. Unless it was visited, it is the next one to go on from. */
    private void enter(int role, int count, int most) {
        racy.explore.vm.StateNumber number = machine.fingerprint();
        long high = number.high();
        if (most != ANY && role != NOBODY && !machine.isIdle(role) && machine.isEnabled(role)) {
            high += (role + 1) * 0x9E3779B97F4A7C15L;
        }
        if (!states.add(high, number.low(), count)) {
            return;
        }
        if (depth == moments.length) {
            grow();
        }
        moments[depth] = machine.now();
        movers[depth] = role;
        next[depth] = 0;
        preemptions[depth] = count;
        goesOn[depth] = false;
        depth++;
        found();
    }

    private void grow() {
        moments = Arrays.copyOf(moments, 2 * depth);
        movers = Arrays.copyOf(movers, 2 * depth);
        next = Arrays.copyOf(next, 2 * depth);
        preemptions = Arrays.copyOf(preemptions, 2 * depth);
        goesOn = Arrays.copyOf(goesOn, 2 * depth);
    }

    /** All moves from the newest state were made. */
    private void end(int here, int most) {
        int last = play.last();
        if (!goesOn[here]) {
            boolean waits = play.isAnybodyWaiting();
            if (waits && machine.isEnabled(last)) {
                goesOn[here] = true;
                moves(last, preemptions[here], most);
                return;
            }
            if (!waits || !play.isAnybodyEnabled()) {
                play.end();
                found();
                ends.add(play.outcomes().toString());
            }
        }
        moments[here] = null;
        depth--;
    }

    private void found() {
        for (String each : play.outcomes()) {
            if (!ways.containsKey(each)) {
                List<Integer> way = new ArrayList<>();
                for (int i = 1; i < depth; i++) {
                    way.add(movers[i]);
                }
                ways.put(each, way);
            }
        }
    }

    Map<String, List<Integer>> ways() {
        return ways;
    }

    TreeSet<String> ends() {
        return ends;
    }

    long states() {
        return states.size();
    }

    long transitions() {
        return transitions;
    }

    /** Whether the search visited every state within its bound. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the bound on preemptions kept it from any state. */
    boolean isBounded() {
        return pruned;
    }
}
