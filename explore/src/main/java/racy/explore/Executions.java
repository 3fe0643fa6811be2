// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import racy.explore.axioms.ExecutionSearch;
import racy.explore.jcstress.JcstressTest;
import racy.explore.search.Limits;
import racy.explore.search.Search;
import racy.explore.vm.ClassTable;
import racy.explore.vm.Machine;
import racy.review.Interleaving;
import racy.review.MemoryModel;
import racy.review.SearchBounds;
import racy.review.Step;

/**
 * The engine for {@link MemoryModel#JAM}: it builds every execution graph.
 *
 * <p>Its schedule is {@code jam:}, what each step decides, and a sum of all that was done: {@code jam:left=0,right=1:5a1c}.
 */
final class Executions implements Engine {
    private static final Pattern SCHEDULE = Pattern.compile("jam:([^:]*):([0-9a-f]{4})");

    private final ClassLoader source;
    private final Bounds bounds;

    /** @throws IllegalArgumentException if the preemptions are bounded */
    Executions(ClassLoader source, Bounds bounds) {
        if (bounds.limits().preemptions() != Limits.ANY) {
            throw new IllegalArgumentException(
                    "an execution graph of " + MemoryModel.JAM + " has no preemptions, so they cannot be bounded");
        }
        this.source = source;
        this.bounds = bounds;
    }

    /** @param stop why not all was searched; null if all was */
    private record Searched(Play play, ExecutionSearch search, Search.Stop stop) {}

    private Play play(JcstressTest test, Set<String> initialised) {
        return new Play(test, new Machine(new ClassTable(source), false), initialised);
    }

    @Override
    public Exploration explore(JcstressTest test, BooleanSupplier stopped) {
        long start = System.nanoTime();
        Searched searched = search(test, stopped, start);
        ExecutionSearch search = searched.search;
        String gaveUp = bounds.gaveUp(searched.stop, stopped, searched.play.machine);
        if (gaveUp == null && !search.left().isEmpty()) {
            gaveUp = "left out: " + String.join(", ", search.left());
        }
        Map<String, Interleaving> witnesses = new TreeMap<>();
        Map<String, String> schedules = new TreeMap<>();
        for (String outcome : search.ends().keySet()) {
            ExecutionSearch.Replayed replayed = search.replay(outcome);
            witnesses.put(outcome, witness(replayed, outcome));
            search.schedule(outcome)
                    .ifPresent(texts ->
                            schedules.put(outcome, "jam:" + String.join(",", texts) + ":" + sum(replayed, outcome)));
        }
        return new Exploration(
                test.name(),
                MemoryModel.JAM,
                SearchBounds.NONE,
                search.ends(),
                witnesses,
                schedules,
                search.steps(),
                search.steps(),
                gaveUp,
                (System.nanoTime() - start) / 1e9);
    }

    /** Classes that the actors initialise are initialised before them, as for {@link Interleavings}. */
    private Searched search(JcstressTest test, BooleanSupplier stopped, long start) {
        BooleanSupplier late = bounds.isLate(stopped, start);
        Set<String> initialised = new LinkedHashSet<>();
        while (true) {
            Play play = play(test, initialised);
            BooleanSupplier enough = () -> late.getAsBoolean()
                    || play.hasEnded() && !play.machine.lateClasses().isEmpty();
            ExecutionSearch search = new ExecutionSearch(play.machine, play, enough, bounds.limits());
            search.run();
            boolean again = initialised.addAll(play.machine.lateClasses());
            if (!again || search.stop() != null && search.stop() != Search.Stop.ASKED) {
                return new Searched(play, search, search.stop());
            }
            if (late.getAsBoolean()) {
                return new Searched(play, search, Search.Stop.ASKED);
            }
        }
    }

    private static Interleaving witness(ExecutionSearch.Replayed replayed, String outcome) {
        List<Step> steps = new ArrayList<>();
        replayed.told()
                .forEach(each -> steps.add(Step.access(
                        each.event().thread(),
                        each.event().what(),
                        each.event().source(),
                        each.event().value(),
                        each.source())));
        steps.add(Step.of("at the end", Step.Kind.ACTION, outcome));
        return new Interleaving(steps);
    }

    private static String sum(ExecutionSearch.Replayed replayed, String outcome) {
        Schedule.Sum sum = new Schedule.Sum();
        witness(replayed, outcome).steps().forEach(each -> sum.add(each.context() + " " + each.words()));
        return sum.with(outcome);
    }

    @Override
    public Replay replay(JcstressTest test, String text) {
        Matcher schedule = SCHEDULE.matcher(text);
        if (!schedule.matches()) {
            throw new ScheduleException(
                    "'" + text + "' is no schedule of " + MemoryModel.JAM + ", as in jam:left=0,right=1:5a1c");
        }
        List<String> decisions = schedule.group(1).isEmpty()
                ? List.of()
                : List.of(schedule.group(1).split(","));
        Set<String> initialised = new LinkedHashSet<>();
        Play play;
        do {
            play = play(test, initialised);
            try {
                ExecutionSearch search = new ExecutionSearch(play.machine, play, () -> false, bounds.limits());
                return follow(search, test, decisions, schedule.group(2), text);
            } catch (ScheduleException e) {
                // Classes that the actors initialise were initialised before them when the schedule was made.
            }
        } while (initialised.addAll(play.machine.lateClasses()));
        // So were classes that they initialise in other executions only.
        ExecutionSearch search = search(test, () -> false, System.nanoTime()).search;
        return follow(search, test, decisions, schedule.group(2), text);
    }

    private static Replay follow(
            ExecutionSearch search, JcstressTest test, List<String> decisions, String sum, String text) {
        ExecutionSearch.Replayed replayed;
        try {
            replayed = search.replay(decisions);
        } catch (IllegalArgumentException e) {
            throw new ScheduleException(e.getMessage());
        }
        if (!sum(replayed, replayed.outcome()).equals(sum)) {
            throw new ScheduleException("after step " + decisions.size()
                    + ", the last one of the schedule, the outcome is " + replayed.outcome()
                    + ", and on the way there something was different when the schedule was made");
        }
        return Replay.of(test, MemoryModel.JAM, text, replayed.outcome(), witness(replayed, replayed.outcome()));
    }
}
