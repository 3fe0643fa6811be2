// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.function.BooleanSupplier;
import racy.explore.jcstress.JcstressTest;
import racy.explore.vm.OutOfModelException;
import racy.review.MemoryModel;

/** Explores JCStress tests: every execution of the actors that a memory model allows. */
public final class Explorer {
    /** The outcome of a run in which some actor can never end. */
    public static final String STALE = "STALE";

    /** The outcome of a termination test whose actor ended. */
    public static final String TERMINATED = "TERMINATED";

    /** How the outcome of a run begins in which an actor or the arbiter died of an exception. */
    public static final String EXCEPTION = "EXCEPTION ";

    private final Engine engine;

    /**
     * @param source where the class files are
     * @param model {@link MemoryModel#SC}, {@link MemoryModel#TSO} or {@link MemoryModel#JAM}
     */
    public Explorer(ClassLoader source, MemoryModel model, Bounds bounds) {
        engine = switch (model) {
            case SC, TSO -> new Interleavings(source, model, bounds);
            case JAM -> new Executions(source, bounds);
            case LKMM -> throw new IllegalArgumentException("the explorer has no " + model);
        };
    }

    /** @param mostStates after so many states it gives up; nothing else is bounded */
    public Explorer(ClassLoader source, MemoryModel model, long mostStates) {
        this(source, model, Bounds.ofStates(mostStates));
    }

    /**
     * Explores a test.
     *
     * @param stopped asked again and again; if it says yes, the exploration gives up
     * @throws OutOfModelException if the test uses something that is not modelled
     */
    public Exploration explore(JcstressTest test, BooleanSupplier stopped) {
        return engine.explore(test, stopped);
    }

    /**
     * The model under which a schedule was made.
     *
     * @throws ScheduleException if it is none
     */
    public static MemoryModel modelOf(String schedule) {
        return schedule.startsWith("jam:")
                ? MemoryModel.JAM
                : Schedule.parse(schedule).model();
    }

    /**
     * Plays one execution again.
     *
     * @param schedule of {@link Exploration#schedules}
     * @throws ScheduleException if it does not fit the test as it is now, or is none
     * @throws OutOfModelException if the test uses something that is not modelled
     */
    public Replay replay(JcstressTest test, String schedule) {
        return engine.replay(test, schedule);
    }
}
