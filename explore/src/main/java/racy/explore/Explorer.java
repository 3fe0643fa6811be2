// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import racy.explore.jcstress.JcstressTest;
import racy.explore.search.Names;
import racy.explore.search.Search;
import racy.explore.vm.ClassTable;
import racy.explore.vm.Event;
import racy.explore.vm.Machine;
import racy.explore.vm.Machine.Move;
import racy.explore.vm.Obj;
import racy.explore.vm.OutOfModelException;
import racy.review.Interleaving;
import racy.review.MemoryModel;
import racy.review.Step;

/** Explores JCStress tests: every interleaving of the actors' accesses under a memory model. */
public final class Explorer {
    /** The outcome of a run in which some actor can never end. */
    public static final String STALE = "STALE";

    /** The outcome of a termination test whose actor ended. */
    public static final String TERMINATED = "TERMINATED";

    /** How the outcome of a run begins in which an actor or the arbiter died of an exception. */
    public static final String EXCEPTION = "EXCEPTION ";

    private static final String INITIAL = "the initial value";

    private final ClassLoader source;
    private final MemoryModel model;
    private final long mostStates;

    /**
     * @param source where the class files are
     * @param model {@link MemoryModel#SC} or {@link MemoryModel#TSO}
     * @param mostStates after so many states it gives up
     */
    public Explorer(ClassLoader source, MemoryModel model, long mostStates) {
        if (model != MemoryModel.SC && model != MemoryModel.TSO) {
            throw new IllegalArgumentException("the explorer has no " + model);
        }
        this.source = source;
        this.model = model;
        this.mostStates = mostStates;
    }

    /**
     * Explores a test.
     *
     * @param stopped asked again and again; if it says yes, the exploration gives up
     * @throws OutOfModelException if the test uses something that is not modelled
     */
    public Exploration explore(JcstressTest test, BooleanSupplier stopped) {
        long start = System.nanoTime();
        // In a JVM that has run the test before, every class is initialised. So a class that the actors initialise is
        // initialised before them, and the search begins again.
        Set<String> initialised = new LinkedHashSet<>();
        Play play;
        Search search;
        boolean again;
        do {
            Play next = new Play(test, initialised);
            play = next;
            BooleanSupplier enough = () -> stopped.getAsBoolean()
                    || next.hasEnded && !next.machine.lateClasses().isEmpty();
            search = new Search(play.machine, next, enough, mostStates);
            search.run();
            again = initialised.addAll(play.machine.lateClasses());
        } while (again && search.states() <= mostStates && !stopped.getAsBoolean());
        if (play.machine.hasLongLoops() && search.ends().containsKey(STALE)) {
            throw new OutOfModelException("a waiting loop that turns very often and may give up at last");
        }
        boolean complete = search.isComplete();
        String gaveUp = null;
        if (!complete) {
            gaveUp = stopped.getAsBoolean() ? "the time is over" : "the limit of states is reached";
        } else if (!play.machine.coarseSteps().isEmpty()) {
            gaveUp = "taken as one step: " + String.join(", ", play.machine.coarseSteps());
        } else if (!play.machine.choices().isEmpty()) {
            gaveUp = "of several possible ones only one was taken: " + String.join(", ", play.machine.choices());
        }
        long states = search.states();
        long transitions = search.transitions();
        if (complete) {
            search.shorten();
        }
        Map<String, Interleaving> witnesses = new TreeMap<>();
        for (Map.Entry<String, List<Move>> way : search.ways().entrySet()) {
            witnesses.put(way.getKey(), play.witness(way.getKey(), way.getValue()));
        }
        return new Exploration(
                test.name(),
                model,
                search.ends(),
                witnesses,
                states,
                transitions,
                gaveUp,
                (System.nanoTime() - start) / 1e9);
    }

    /** One test on one machine. */
    private final class Play implements Names {
        final JcstressTest test;
        final Machine machine = new Machine(new ClassTable(source), model == MemoryModel.TSO);
        final Obj instance;
        final Obj result;
        final Obj[] given;
        /** Whether one way was walked to its end. By then most classes are initialised. */
        boolean hasEnded;

        Play(JcstressTest test, Set<String> initialised) {
            this.test = test;
            initialised.forEach(machine::initialise);
            Obj state = machine.make(test.stateClass());
            instance = test.stateClass().equals(test.testClass()) ? state : machine.make(test.testClass());
            result = test.resultClass() == null ? null : machine.make(test.resultClass());
            if (result != null) {
                machine.confine(result);
            }
            given = result == null ? new Obj[] {state} : new Obj[] {state, result};
            for (String actor : test.actors()) {
                machine.thread(actor.substring(0, actor.indexOf('(')), instance, actor, given);
            }
            if (test.mode() == JcstressTest.Mode.TERMINATION) {
                if (test.signal() == null) {
                    throw new OutOfModelException(test.name() + " asks for termination and has no @Signal");
                }
                machine.thread("signal", instance, test.signal(), given);
            }
            machine.begin();
        }

        @Override
        public String withoutEnd(Machine at) {
            String exception = at.uncaught();
            return exception == null ? STALE : EXCEPTION + exception;
        }

        @Override
        public String atTheEnd(Machine at) {
            hasEnded = true;
            String exception = at.uncaught();
            if (exception != null) {
                return EXCEPTION + exception;
            }
            if (!machine.stuck().isEmpty()) {
                return STALE;
            }
            if (test.mode() == JcstressTest.Mode.TERMINATION) {
                return TERMINATED;
            }
            if (test.arbiter() != null) {
                String failed = machine.finish(instance, test.arbiter(), given);
                if (failed != null) {
                    return EXCEPTION + failed;
                }
            }
            if (result == null) {
                throw new OutOfModelException(test.name() + " has no result");
            }
            return machine.text(result);
        }

        /** Makes the moves again and tells each access. */
        Interleaving witness(String outcome, List<Move> way) {
            Machine.Moment start = machine.now();
            List<Step> steps = new ArrayList<>();
            Map<Object, String> writers = new HashMap<>();
            machine.tell(event -> steps.add(step(event, writers)));
            for (Move move : way) {
                machine.make(move);
            }
            machine.tell(null);
            machine.goBack(start);
            steps.add(Step.of("at the end", Step.Kind.ACTION, outcome));
            return new Interleaving(steps);
        }

        /** @param writers who wrote what the memory holds, by place; and by thread and place what its buffer holds */
        private Step step(Event event, Map<Object, String> writers) {
            String from = null;
            List<Object> own = event.place() == null ? List.of() : List.of(event.thread(), event.place());
            if (event.reads() && event.place() != null) {
                String memory = writers.getOrDefault(event.place(), INITIAL);
                from = writers.getOrDefault(own, memory);
            }
            if (event.writes() && event.place() != null) {
                if (event.waits()) {
                    writers.put(own, event.thread());
                } else {
                    writers.remove(own);
                    writers.put(event.place(), event.thread());
                }
            }
            return Step.access(event.thread(), event.what(), event.source(), event.value(), from);
        }
    }
}
