// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import racy.kernel.Awaited;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.SpinLock;
import racy.kernel.Violation;
import racy.kernel.Violations;
import racy.kernel.Waits;
import racy.kernel.Window;
import racy.review.Interleaving;
import racy.review.Step;

/**
 * Plays contexts in a given order. Each context has a thread of its own. Only the holder of the baton runs: one of the
 * contexts, or the script. A context returns the baton wherever it must wait, and at every {@link Window}; at a fine
 * window it does so only if the script names that window. It keeps the baton where the script would only hand it back.
 * So the script alone decides the interleaving. The interleaving is the same each time and sequentially consistent. A
 * script cannot show a race that needs weak memory.
 *
 * <p>A context that waits is helped. The other contexts go on by one window each, then roles that have work begin,
 * until the context can go on. If none can move, time passes until a timer expires. If no timer runs either, or if a
 * context waits for itself, that is a deadlock. The script reports who holds what and who waits for what, and ends.
 *
 * <p>A context may stand at a window with interrupts off. If another one then takes a step, the trace says so, because
 * such a delay needs PREEMPT_RT or a stolen virtual CPU.
 *
 * <p>Close it. Then contexts that have not ended unwind from the place where they are.
 */
public final class Script implements AutoCloseable {
    /** The name under which the script reports what it finds itself. */
    public static final String OBSERVER = "at the end";

    private static final long LIMIT_SECONDS = 10;
    private static final int MAX_STEPS = 5_000;

    private static final Awaited ANOTHER_CONTEXT = () -> "another context";

    private final KernelClock.Manual clock;
    private final Kernel kernel;
    private final Waits kernelWaits;
    private final Map<String, Role> roles = new LinkedHashMap<>();
    private final Map<String, Context> contexts = new LinkedHashMap<>();
    private final List<LongSupplier> timers = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Semaphore baton = new Semaphore(0);
    private final List<ContextThread> released = new ArrayList<>();
    private int stepsTaken;

    // The script writes this before it hands over the baton.
    private Context running;
    private boolean abandoned;
    /** Why a context can never go on. Null while all can. */
    private String deadlock;

    /** Time passes when the script says so, or when no context can move otherwise. */
    public Script() {
        this(new KernelClock.Manual());
    }

    /** @param clock the script's own clock; with a step, every reading is later than the one before */
    public Script(KernelClock.Manual clock) {
        this.clock = clock;
        Stops stops = new Stops();
        kernelWaits = stops.waits();
        kernel = new Kernel(clock, new Recorder(), stops);
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
     * A context that runs {@code body} whenever there is work. It does so when {@link #runUntil} or {@link #finish}
     * names it, when it can help a context that waits, and in {@link #settle}.
     */
    public void role(String name, BooleanSupplier hasWork, Runnable body) {
        role(name, null, hasWork, body);
    }

    /**
     * A timer. If no context can move, time passes until it expires.
     *
     * @param left how long that is, in nanoseconds; not positive if the timer has expired, {@link Long#MAX_VALUE} if it does not
     *     run
     */
    public void timer(LongSupplier left) {
        timers.add(left);
    }

    /**
     * The same as {@link #role(String, BooleanSupplier, Runnable)}.
     *
     * @param action the one row that stands for the whole body; null to show a row for each window
     */
    public void role(String name, String action, BooleanSupplier hasWork, Runnable body) {
        roles.put(name, new Role(action, hasWork, body));
    }

    /** A context that has not run yet. */
    public void start(String name, Runnable body) {
        begin(name, null, body);
    }

    /** One action from begin to end. It has one row, whatever windows it passes. */
    public void does(String name, String action, Runnable body) {
        begin(name, action, body);
        finish(name);
    }

    /** If the role has work, it does that work as one action. */
    public void does(String name, String action) {
        Role role = roles.get(name);
        if (role.hasWork.getAsBoolean()) {
            does(name, action, role.body);
        }
    }

    /**
     * Runs the context until it comes to {@code window}. If it stands at such a window, runs it to the next one. It
     * passes a {@link Window#isFine fine} window without a row unless {@code window} is that window.
     *
     * @return false if the context ended, or had nothing to do
     */
    public boolean runUntil(String name, Window window) {
        return advance(name, window);
    }

    /** Runs the context to its end, unless it has ended or has nothing to do. */
    public void finish(String name) {
        advance(name, null);
    }

    /**
     * Runs the context until it must wait for another one. No other context helps it.
     *
     * @return false if the context ended, or had nothing to do
     */
    public boolean runUntilBlocked(String name) {
        Context context = find(name);
        while (context != null && context.state != State.ENDED) {
            if (step(context, null, true) == State.WAITS) {
                return true;
            }
        }
        return false;
    }

    /** Runs all contexts to their end, and each role while it has work. */
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

    /** @param target where to stop; null for the end of the context */
    private boolean advance(String name, Window target) {
        Context context = find(name);
        while (context != null && context.state != State.ENDED) {
            State state = step(context, target, true);
            if (state == State.AT_WINDOW && context.window == target) {
                return true;
            }
            if (state == State.WAITS) {
                help(context);
            }
        }
        return false;
    }

    /** Lets another context take a step that may release {@code waiting}. */
    private void help(Context waiting) {
        for (Context other : List.copyOf(contexts.values())) {
            if (other != waiting && step(other, null, false) != State.WAITS) {
                return;
            }
        }
        // With a clock that each reading moves, a timer may expire while the others are asked.
        if (stepRole() || letTimePass() || stepRole()) {
            return;
        }
        String who = String.join("; ", kernelWaits.lines(Script::contextOf));
        kernel.violations.report(Violation.DEADLOCK, "no context can move: " + who);
        throw new ScriptFailure.Deadlock(waiting.name + " waits and nobody can move: " + who);
    }

    /** If a timer runs or a context waits for a limited time, that time passes. Returns whether one does. */
    private boolean letTimePass() {
        long now = clock.nanos();
        LongStream deadlines = contexts.values().stream()
                .mapToLong(context -> context.deadline == Context.NEVER ? Context.NEVER : context.deadline - now);
        LongStream expiries = timers.stream().mapToLong(LongSupplier::getAsLong);
        OptionalLong left = LongStream.concat(deadlines, expiries)
                .filter(nanos -> nanos > 0 && nanos != Context.NEVER)
                .min();
        left.ifPresent(clock::advance);
        return left.isPresent();
    }

    /** Lets a role that has work begin. Returns whether there was one. */
    private boolean stepRole() {
        Context fresh = beginRole();
        if (fresh != null) {
            step(fresh, null, false);
        }
        return fresh != null;
    }

    private Context nextToMove() {
        return contexts.isEmpty() ? beginRole() : contexts.values().iterator().next();
    }

    /** The first role that has work and is not working. Null if there is none. */
    private Context beginRole() {
        for (Map.Entry<String, Role> role : roles.entrySet()) {
            if (!contexts.containsKey(role.getKey()) && role.getValue().hasWork.getAsBoolean()) {
                return find(role.getKey());
            }
        }
        return null;
    }

    /**
     * The context of this name that has begun and not ended. Else the role of this name, begun now if it has work. Else
     * null.
     */
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
        return context;
    }

    /**
     * Hands the baton to the context and waits until it comes back.
     *
     * @param runsOn whether it may go on past windows other than {@code target}: then this is as many steps as it passes
     */
    private State step(Context context, Window target, boolean runsOn) {
        context.target = target;
        context.runsOn = runsOn;
        noteStalls(context);
        if (++stepsTaken > MAX_STEPS) {
            throw new ScriptFailure("no end after " + MAX_STEPS + " steps");
        }
        handOver(context);
        if (context.state == State.ENDED) {
            contexts.remove(context.name);
            released.add(context.thread);
        }
        if (deadlock != null) {
            throw new ScriptFailure.Deadlock(context.name + " " + deadlock);
        }
        return context.state;
    }

    /** Whoever stands somewhere with interrupts off now stands there for longer than an instant. */
    private void noteStalls(Context moving) {
        for (Context other : contexts.values()) {
            if (other != moving && other.state == State.AT_WINDOW && other.interruptsOff > 0 && !other.stalls) {
                other.stalls = true;
                steps.add(Step.stalls(other.name));
            }
        }
    }

    private static String contextOf(String thread) {
        return thread.startsWith(ContextThread.PREFIX) ? thread.substring(ContextThread.PREFIX.length()) : OBSERVER;
    }

    private void handOver(Context context) {
        running = context;
        context.thread.go.release();
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

    @Override
    public void close() {
        abandoned = true;
        for (Context context : List.copyOf(contexts.values())) {
            handOver(context);
            released.add(context.thread);
        }
        contexts.clear();
        // A thread stands for one context as long as this script goes on: a lock knows its holder by the thread.
        released.forEach(ContextThread::giveBack);
        released.clear();
    }

    /** The context of the calling thread. Null if the script itself calls. */
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

    /** The context is no longer needed: this unwinds it. */
    private static final class Abandoned extends Error {
        private static final long serialVersionUID = 1;

        Abandoned() {
            super("abandoned", null, false, false);
        }
    }

    private final class Context implements Runnable {
        static final long NEVER = Long.MAX_VALUE;

        final String name;
        final Runnable body;
        /** Whether this is one action, whose windows have no rows. */
        final boolean whole;

        final ContextThread thread;

        // Handed over together with the baton.
        State state = State.READY;
        Window window;
        Window target;
        boolean runsOn;
        /** Until when it waits, if it waits for a limited time. */
        long deadline = NEVER;

        int interruptsOff;
        boolean stalls;

        Context(String name, Runnable body, boolean whole) {
            this.name = name;
            this.body = body;
            this.whole = whole;
            thread = ContextThread.take(name, this);
        }

        @Override
        public void run() {
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

        /** Returns the baton and waits until it comes back. */
        void pause(State why) {
            if (abandoned) {
                throw new Abandoned();
            }
            state = why;
            if (why == State.AT_WINDOW && passesOn()) {
                return;
            }
            baton.release();
            thread.go.acquireUninterruptibly();
            if (abandoned) {
                throw new Abandoned();
            }
        }

        /** Whether the script would hand the baton back at once; counts the step. */
        private boolean passesOn() {
            boolean on = runsOn && window != target && deadlock == null && stepsTaken < MAX_STEPS;
            stepsTaken += on ? 1 : 0;
            return on;
        }

        void passes(Window passed) {
            window = passed;
            stalls = false;
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

    /** Every window and every wait returns the baton. */
    private final class Stops extends Preemption {
        @Override
        public void at(Window window) {
            Context context = current();
            if (context != null && (!window.isFine() || window == context.target)) {
                context.passes(window);
            }
        }

        Waits waits() {
            return waits;
        }

        @Override
        public void await(BooleanSupplier condition) {
            await(ANOTHER_CONTEXT, condition);
        }

        @Override
        public boolean await(Awaited what, BooleanSupplier condition) {
            while (!condition.getAsBoolean()) {
                handBack(what);
            }
            return true;
        }

        @Override
        public void awaitTimeout(KernelClock ofKernel, BooleanSupplier condition, long nanos) {
            Context context = current();
            if (context == null) {
                throw new ScriptFailure("the script itself would have to wait");
            }
            context.deadline = ofKernel.nanos() + nanos;
            super.awaitTimeout(ofKernel, condition, nanos);
            context.deadline = Context.NEVER;
        }

        @Override
        public void park(Object blocker, long nanos) {
            handBack(blocker instanceof Awaited what ? what : ANOTHER_CONTEXT);
        }

        @Override
        public void locked(SpinLock lock) {
            waits.locked(lock);
        }

        @Override
        public void unlocked(SpinLock lock) {
            waits.unlocked(lock);
        }

        @Override
        public void interruptsOff() {
            Context context = current();
            if (context != null) {
                context.interruptsOff++;
            }
        }

        @Override
        public void interruptsOn() {
            Context context = current();
            if (context != null) {
                context.interruptsOff--;
            }
        }

        private void handBack(Awaited what) {
            Context context = current();
            if (context == null) {
                throw new ScriptFailure("the script itself would have to wait");
            }
            waits.begin(what);
            try {
                context.waits();
            } finally {
                waits.end();
            }
        }

        @Override
        public void unpark(Thread context) {
            // The context checks the condition again each time it gets the baton.
        }
    }

    private final class Recorder extends Violations {
        @Override
        protected void reported(Violation violation, String detail) {
            Context context = current();
            steps.add(
                    Step.violation(context == null ? OBSERVER : context.name, violation, detail, SourceLine.ofModel()));
            if (context != null && violation == Violation.DEADLOCK) {
                // The context will never go on, so the script is over.
                deadlock = detail;
                throw new Abandoned();
            }
        }
    }
}
