// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import racy.explore.axioms.ExecutionSearch;
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

    private static final String AT_THE_END = "at the end";
    private static final String INITIAL = "the initial value";

    private final ClassLoader source;
    private final MemoryModel model;
    private final long mostStates;

    /**
     * @param source where the class files are
     * @param model {@link MemoryModel#SC}, {@link MemoryModel#TSO} or {@link MemoryModel#JAM}
     * @param mostStates after so many states, or executions under JAM, it gives up
     */
    public Explorer(ClassLoader source, MemoryModel model, long mostStates) {
        if (model == MemoryModel.LKMM) {
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
        // In a JVM that has run the test before, every class is initialised. So a class that the actors initialise is
        // initialised before them, and the search begins again.
        Set<String> initialised = new LinkedHashSet<>();
        long start = System.nanoTime();
        while (true) {
            Play play = new Play(test, initialised);
            BooleanSupplier enough = () -> stopped.getAsBoolean()
                    || play.hasEnded && !play.machine.lateClasses().isEmpty();
            Exploration exploration = model == MemoryModel.JAM
                    ? play.executions(enough, stopped, start)
                    : play.states(enough, stopped, start);
            boolean again = initialised.addAll(play.machine.lateClasses());
            if (!again || exploration.states() > mostStates || stopped.getAsBoolean()) {
                return exploration;
            }
        }
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
        }

        /** Visits every state, under SC or TSO. */
        Exploration states(BooleanSupplier enough, BooleanSupplier stopped, long start) {
            machine.begin();
            Search search = new Search(machine, this, enough, mostStates);
            search.run();
            if (machine.hasLongLoops() && search.ends().containsKey(STALE)) {
                throw new OutOfModelException("a waiting loop that turns very often and may give up at last");
            }
            long states = search.states();
            long transitions = search.transitions();
            String gaveUp = gaveUp(search.isComplete(), "states", stopped);
            if (search.isComplete()) {
                search.shorten();
            }
            Map<String, Interleaving> witnesses = new TreeMap<>();
            search.ways().forEach((outcome, way) -> witnesses.put(outcome, witness(outcome, way)));
            return result(search.ends(), witnesses, states, transitions, gaveUp, start);
        }

        /** Builds every execution graph, under JAM. */
        Exploration executions(BooleanSupplier enough, BooleanSupplier stopped, long start) {
            ExecutionSearch search = new ExecutionSearch(machine, this, enough, mostStates);
            search.run();
            String gaveUp = gaveUp(search.isComplete(), "executions", stopped);
            if (gaveUp == null && !search.left().isEmpty()) {
                gaveUp = "left out: " + String.join(", ", search.left());
            }
            Map<String, Interleaving> witnesses = new TreeMap<>();
            for (String outcome : search.ends().keySet()) {
                List<Step> steps = new ArrayList<>();
                for (ExecutionSearch.Told each : search.tell(outcome)) {
                    Event event = each.event();
                    steps.add(Step.access(event.thread(), event.what(), event.source(), event.value(), each.source()));
                }
                steps.add(Step.of(AT_THE_END, Step.Kind.ACTION, outcome));
                witnesses.put(outcome, new Interleaving(steps));
            }
            return result(search.ends(), witnesses, search.executions(), search.steps(), gaveUp, start);
        }

        /** Why not everything was seen. Null if it was. */
        private String gaveUp(boolean complete, String what, BooleanSupplier stopped) {
            if (!complete) {
                return stopped.getAsBoolean() ? "the time is over" : "the limit of " + what + " is reached";
            }
            if (!machine.coarseSteps().isEmpty()) {
                return "taken as one step: " + String.join(", ", machine.coarseSteps());
            }
            if (!machine.choices().isEmpty()) {
                return "of several possible ones only one was taken: " + String.join(", ", machine.choices());
            }
            return null;
        }

        private Exploration result(
                Map<String, Long> outcomes,
                Map<String, Interleaving> witnesses,
                long states,
                long transitions,
                String gaveUp,
                long start) {
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Exploration(test.name(), model, outcomes, witnesses, states, transitions, gaveUp, seconds);
        }

        @Override
        public Optional<Machine.Call> last(Machine at) {
            boolean isNormal = at.uncaught() == null && at.stuck().isEmpty();
            boolean isAsked = test.mode() != JcstressTest.Mode.TERMINATION && test.arbiter() != null;
            return isNormal && isAsked
                    ? Optional.of(new Machine.Call(instance, test.arbiter(), given))
                    : Optional.empty();
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
            steps.add(Step.of(AT_THE_END, Step.Kind.ACTION, outcome));
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
