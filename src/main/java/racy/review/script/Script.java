// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.Violation;
import racy.kernel.Violations;
import racy.kernel.Window;
import racy.review.Interleaving;
import racy.review.Step;

/**
 * Plays contexts in a given order. Each has a thread of its own; one of them, or the script, holds the baton and runs. A
 * context hands it back wherever it must wait and at every {@link Window}, at a fine one only if the script names it. So
 * an interleaving is decided by the script alone, the same each time, and sequentially consistent: what needs weak memory
 * is out of its reach.
 *
 * <p>A context that waits is helped: the others take a window each, then roles that have work begin, until it can go on.
 * If nobody can move, that is a deadlock, which is reported and ends the script.
 *
 * <p>Close it: contexts that are still under way unwind from where they stand.
 */
public final class Script implements AutoCloseable {
    /** Where a script says so itself. */
    public static final String OBSERVER = "at the end";

    private static final long LIMIT_SECONDS = 10;
    private static final int MAX_STEPS = 5_000;

    private final KernelClock.Manual clock;
    private final Kernel kernel;
    private final Map<String, Role> roles = new LinkedHashMap<>();
    private final Map<String, Context> contexts = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final Semaphore baton = new Semaphore(0);
    private int stepsTaken;

    // Written by the script before it hands the baton over.
    private Context running;
    private boolean abandoned;

    /** Time passes only when the script says so. */
    public Script() {
        this(new KernelClock.Manual());
    }

    /** @param clock the script's own; one with a step makes every reading later than the one before */
    public Script(KernelClock.Manual clock) {
        this.clock = clock;
        kernel = new Kernel(clock, new Recorder(), new Stops());
    }

    /** The kernel to build the model on. */
    public Kernel kernel() {
        return kernel;
    }

    public KernelClock.Manual clock() {
        return clock;
    }

    // --- what a script says ---

    /**
     * Somebody who does {@code body} whenever there is work: when {@link #runUntil} or {@link #finish} name it, where a
     * context waits and can be helped by it, and in {@link #settle}.
     */
    public void role(String name, BooleanSupplier hasWork, Runnable body) {
        role(name, null, hasWork, body);
    }

    /**
     * As {@link #role(String, BooleanSupplier, Runnable)}.
     *
     * @param action what its body is called, one row however many windows it passes; null to show those
     */
    public void role(String name, String action, BooleanSupplier hasWork, Runnable body) {
        roles.put(name, new Role(action, hasWork, body));
    }

    /** A context that has not run yet. */
    public void start(String name, Runnable body) {
        begin(name, null, body);
    }

    /** One action, from its begin to its end: one row, whatever windows it passes. */
    public void does(String name, String action, Runnable body) {
        begin(name, action, body);
        finish(name);
    }

    /** The role does its work, if it has any, as one action. */
    public void does(String name, String action) {
        Role role = roles.get(name);
        if (role.hasWork.getAsBoolean()) {
            does(name, action, role.body);
        }
    }

    /**
     * Runs the context until it comes to {@code window}; from a window that it stands at, to the next such. A {@link
     * Window#isFine fine} window is passed in silence unless it is named here.
     *
     * @return false if it ended, or had nothing to do
     */
    public boolean runUntil(String name, Window window) {
        return advance(name, window);
    }

    /** Runs the context to its end, if it has not ended and has something to do. */
    public void finish(String name) {
        advance(name, null);
    }

    /**
     * Runs the context until it must wait for another one; nobody helps.
     *
     * @return false if it ended, or had nothing to do
     */
    public boolean runUntilBlocked(String name) {
        Context context = find(name);
        while (context != null && context.state != State.ENDED) {
            if (step(context, null) == State.WAITS) {
                return true;
            }
        }
        return false;
    }

    /** Runs all contexts to their end, and every role as long as one has work. */
    public void settle() {
        Context next;
        while ((next = nextToMove()) != null) {
            finish(next.name);
        }
    }

    /** Whether the context was started and has not ended. */
    public boolean isUnderWay(String name) {
        return contexts.containsKey(name);
    }

    public Interleaving trace() {
        return new Interleaving(steps);
    }

    // --- the baton ---

    /** @param target where to stop; null for the context's end */
    private boolean advance(String name, Window target) {
        Context context = find(name);
        while (context != null && context.state != State.ENDED) {
            State state = step(context, target);
            if (state == State.AT_WINDOW && context.window == target) {
                return true;
            }
            if (state == State.WAITS) {
                help(context);
            }
        }
        return false;
    }

    /** Lets somebody else take a step that may release {@code waiting}. */
    private void help(Context waiting) {
        for (Context other : List.copyOf(contexts.values())) {
            if (other != waiting && step(other, null) != State.WAITS) {
                return;
            }
        }
        Context fresh = beginRole();
        if (fresh != null) {
            step(fresh, null);
            return;
        }
        kernel.violations.report(Violation.DEADLOCK, "no context can move");
        throw new ScriptFailure("deadlock: " + waiting.name + " waits and nobody can move");
    }

    private Context nextToMove() {
        return contexts.isEmpty() ? beginRole() : contexts.values().iterator().next();
    }

    /** The first role that has work and is not at it; null if there is none. */
    private Context beginRole() {
        for (Map.Entry<String, Role> role : roles.entrySet()) {
            if (!contexts.containsKey(role.getKey()) && role.getValue().hasWork.getAsBoolean()) {
                return find(role.getKey());
            }
        }
        return null;
    }

    /** The context under way, or the role of this name begun if it has work; else null. */
    private Context find(String name) {
        Context context = contexts.get(name);
        if (context != null) {
            return context;
        }
        Role role = roles.get(name);
        return role != null && role.hasWork.getAsBoolean() ? begin(name, role.action, role.body) : null;
    }

    private Context begin(String name, String action, Runnable body) {
        if (contexts.containsKey(name)) {
            throw new ScriptFailure(name + " is under way already");
        }
        if (action != null) {
            steps.add(Step.of(name, Step.Kind.ACTION, action));
        }
        Context context = new Context(name, body, action != null);
        contexts.put(name, context);
        context.thread.start();
        return context;
    }

    /** Hands the baton to the context and waits until it is back. */
    private State step(Context context, Window target) {
        context.target = target;
        if (++stepsTaken > MAX_STEPS) {
            throw new ScriptFailure("no end after " + MAX_STEPS + " steps");
        }
        handOver(context);
        if (context.state == State.ENDED) {
            contexts.remove(context.name);
            join(context);
        }
        return context.state;
    }

    private void handOver(Context context) {
        running = context;
        context.go.release();
        try {
            if (!baton.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new ScriptFailure(context.name + " does not come back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScriptFailure("interrupted");
        } finally {
            running = null;
        }
    }

    private static void join(Context context) {
        try {
            context.thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        abandoned = true;
        for (Context context : List.copyOf(contexts.values())) {
            handOver(context);
            join(context);
        }
        contexts.clear();
    }

    /** The context that the calling thread is; null for the script itself. */
    private Context current() {
        Context context = running;
        return context != null && context.thread == Thread.currentThread() ? context : null;
    }

    private record Role(String action, BooleanSupplier hasWork, Runnable body) {}

    private enum State {
        READY,
        AT_WINDOW,
        WAITS,
        ENDED
    }

    /** The context is not needed any more: unwinds it. */
    private static final class Abandoned extends Error {
        private static final long serialVersionUID = 1;

        Abandoned() {
            super("abandoned", null, false, false);
        }
    }

    private final class Context implements Runnable {
        final String name;
        final Runnable body;
        /** One action: its windows have no rows. */
        final boolean whole;

        final Thread thread;
        final Semaphore go = new Semaphore(0);

        // Handed over with the baton.
        State state = State.READY;
        Window window;
        Window target;

        Context(String name, Runnable body, boolean whole) {
            this.name = name;
            this.body = body;
            this.whole = whole;
            thread = new Thread(this, "script " + name);
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            go.acquireUninterruptibly();
            try {
                if (!abandoned) {
                    body.run();
                    record(Step.Kind.RETURNS, "returns");
                }
            } catch (Abandoned e) {
                // As asked.
            } catch (Throwable e) {
                steps.add(Step.of(name, Step.Kind.OOPS, e.toString()));
            } finally {
                state = State.ENDED;
                baton.release();
            }
        }

        void record(Step.Kind kind, String what) {
            if (!whole) {
                steps.add(Step.of(name, kind, what));
            }
        }

        /** Hands the baton back and waits for it. */
        void pause(State why) {
            if (abandoned) {
                throw new Abandoned();
            }
            state = why;
            baton.release();
            go.acquireUninterruptibly();
            if (abandoned) {
                throw new Abandoned();
            }
        }

        void passes(Window passed) {
            window = passed;
            if (!whole) {
                steps.add(Step.at(name, passed, SourceLine.ofModel()));
            }
            pause(State.AT_WINDOW);
        }

        void waits() {
            if (state != State.WAITS) {
                record(Step.Kind.WAITS, "waits");
            }
            pause(State.WAITS);
        }
    }

    /** Windows and waits are where the baton goes back. */
    private final class Stops extends Preemption {
        @Override
        public void at(Window window) {
            Context context = current();
            if (context != null && (!window.isFine() || window == context.target)) {
                context.passes(window);
            }
        }

        @Override
        public void await(BooleanSupplier condition) {
            while (!condition.getAsBoolean()) {
                handBack();
            }
        }

        @Override
        public void park(Object blocker, long nanos) {
            handBack();
        }

        private void handBack() {
            Context context = current();
            if (context == null) {
                throw new ScriptFailure("the script itself would have to wait");
            }
            context.waits();
        }

        @Override
        public void unpark(Thread context) {
            // It looks again whenever it gets the baton.
        }
    }

    private final class Recorder extends Violations {
        @Override
        protected void reported(Violation violation, String detail) {
            Context context = current();
            steps.add(
                    Step.violation(context == null ? OBSERVER : context.name, violation, detail, SourceLine.ofModel()));
        }
    }
}
