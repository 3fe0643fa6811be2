// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import racy.explore.jcstress.JcstressTest;
import racy.explore.search.Search;
import racy.explore.vm.ClassTable;
import racy.explore.vm.Machine;
import racy.explore.vm.OutOfModelException;
import racy.review.Interleaving;
import racy.review.MemoryModel;

/** The engine for {@link MemoryModel#SC} and {@link MemoryModel#TSO}: it visits every state of the machine. */
final class Interleavings implements Engine {
    private final ClassLoader source;
    private final MemoryModel model;
    private final Bounds bounds;

    Interleavings(ClassLoader source, MemoryModel model, Bounds bounds) {
        this.source = source;
        this.model = model;
        this.bounds = bounds;
    }

    private Play play(JcstressTest test, Set<String> initialised) {
        Play play = new Play(test, new Machine(new ClassTable(source), model == MemoryModel.TSO), initialised);
        play.machine.begin();
        return play;
    }

    @Override
    public Exploration explore(JcstressTest test, BooleanSupplier stopped) {
        long start = System.nanoTime();
        Searched searched = search(test, stopped, start);
        Play play = searched.play;
        Search search = searched.search;
        if (play.machine.hasLongLoops() && search.ends().containsKey(Explorer.STALE)) {
            throw new OutOfModelException("a waiting loop that turns very often and may give up at last");
        }
        String gaveUp = bounds.gaveUp(searched.stop, stopped, play.machine);
        if (search.stop() == null) {
            search.shorten();
        }
        Map<String, Interleaving> witnesses = new TreeMap<>();
        Map<String, String> schedules = new TreeMap<>();
        search.ways().forEach((outcome, way) -> {
            try (Telling telling = new Telling(play.machine)) {
                way.forEach(telling::make);
                witnesses.put(outcome, telling.witness(outcome));
                schedules.put(outcome, telling.schedule(model, outcome).toString());
            }
        });
        return new Exploration(
                test.name(),
                model,
                bounds.within(),
                search.ends(),
                witnesses,
                schedules,
                search.states(),
                search.transitions(),
                gaveUp,
                (System.nanoTime() - start) / 1e9);
    }

    /** @param stop why not all was searched; null if all was */
    private record Searched(Play play, Search search, Search.Stop stop) {}

    /**
     * In a JVM that has run the test before, every class is initialised. So a class that the actors initialise is
     * initialised before them, and the search begins again.
     */
    private Searched search(JcstressTest test, BooleanSupplier stopped, long start) {
        BooleanSupplier late = bounds.isLate(stopped, start);
        Set<String> initialised = new LinkedHashSet<>();
        while (true) {
            Play play = play(test, initialised);
            BooleanSupplier enough = () -> late.getAsBoolean()
                    || play.hasEnded() && !play.machine.lateClasses().isEmpty();
            Search search = new Search(play.machine, play, enough, bounds.limits());
            search.run();
            boolean again = initialised.addAll(play.machine.lateClasses());
            if (!again || isTooBig(search.stop())) {
                return new Searched(play, search, search.stop());
            }
            if (late.getAsBoolean()) {
                return new Searched(play, search, Search.Stop.ASKED);
            }
        }
    }

    /** Whether it would be too big again. */
    private static boolean isTooBig(Search.Stop stop) {
        return stop == Search.Stop.STATES || stop == Search.Stop.MEMORY;
    }

    @Override
    public Replay replay(JcstressTest test, String text) {
        Schedule schedule = Schedule.parse(text);
        if (schedule.model() != model) {
            throw new ScheduleException("the schedule does not fit from step 1 on: it is of " + schedule.model()
                    + ", and this is " + model);
        }
        Set<String> initialised = new LinkedHashSet<>();
        Play play;
        do {
            play = play(test, initialised);
            try {
                return follow(play, schedule, test, text);
            } catch (ScheduleException e) {
                // Classes that the actors initialise were initialised before them when the schedule was made.
            }
        } while (initialised.addAll(play.machine.lateClasses()));
        // So were classes that they initialise on other ways only.
        return follow(search(test, () -> false, System.nanoTime()).play, schedule, test, text);
    }

    private Replay follow(Play play, Schedule schedule, JcstressTest test, String text) {
        Machine machine = play.machine;
        try (Telling telling = new Telling(machine)) {
            int number = 0;
            for (Schedule.Move wanted : schedule.moves()) {
                number++;
                String step = "step " + number + " of the schedule does not fit: ";
                Machine.Move move = find(machine.moves(), machine, wanted, step);
                if (telling.make(move).digit() != wanted.digit()) {
                    throw new ScheduleException(step + "here " + wanted.thread() + " " + telling.last()
                            + ", and it did something else when the schedule was made");
                }
            }
            boolean ended = machine.moves().isEmpty();
            if (ended) {
                play.last(machine).ifPresent(machine::finish);
            }
            String outcome = ended ? play.atTheEnd(machine) : play.withoutEnd(machine);
            Interleaving witness = telling.witness(outcome);
            if (!telling.schedule(model, outcome).sum().equals(schedule.sum())) {
                throw new ScheduleException("after step " + number + ", the last one of the schedule, "
                        + (machine.moves().isEmpty() ? "the outcome is " + outcome : "the test goes on")
                        + ", and it was not so when the schedule was made");
            }
            return Replay.of(test, model, text, outcome, witness);
        }
    }

    private static Machine.Move find(List<Machine.Move> moves, Machine machine, Schedule.Move wanted, String step) {
        for (Machine.Move each : moves) {
            if (machine.name(each.thread()).equals(wanted.thread()) && each.kind() == wanted.kind()) {
                return each;
            }
        }
        boolean isThread = false;
        for (int i = 0; i < machine.threads(); i++) {
            isThread |= machine.name(i).equals(wanted.thread());
        }
        throw new ScheduleException(step
                + (isThread
                        ? wanted.thread() + " cannot " + (wanted.kind() == Machine.Kind.FLUSH ? "store" : "move")
                                + " here"
                        : "there is no actor " + wanted.thread()));
    }
}
