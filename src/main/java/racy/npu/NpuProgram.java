// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.npu;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Ghost;
import racy.kernel.IommuDomain;

/**
 * The register commands of one task ({@code regcmd}): what the hardware will do with it, and what the hardware did. The
 * status is the truth by which the driver's claims are judged.
 */
public final class NpuProgram {
    /** What the hardware does after GO. */
    public enum Behaviour {
        /** Completes in time. */
        COMPLETES,
        /** Completes, but after the timeout, so its inference did time out. */
        LATE,
        /** Never completes. */
        HANGS,
        /** Completes when the code that plays the hardware says so. The clock tells whether that was in time. */
        TIMED
    }

    private static final int IDLE = 0;
    private static final int STARTED = 1;
    private static final int FINISHED = 2;
    private static final int STOPPED = 3;

    private final Object inference;
    private final int index;
    private final IommuDomain domain;
    private Behaviour behaviour;

    /**
     * The driver's own steps order the judge after the event that it judges: the task's interrupt comes after its end,
     * {@code cancel_work_sync()} comes after its start. Where nothing orders the judge, its first look may find an old
     * value, so it takes a {@link racy.kernel.Violations#secondLook() second look} before it reports.
     */
    @Ghost
    private int status;

    @Ghost
    private long startedNanos;

    /** 0 until it is known. */
    @Ghost
    private long endedNanos;

    /**
     * @param inference whose on-chip state the program leaves, and needs if it is not the first
     * @param index position in its inference, from 0
     * @param domain the address space that its buffers are mapped in
     */
    public NpuProgram(Object inference, int index, IommuDomain domain, Behaviour behaviour) {
        this.inference = inference;
        this.index = index;
        this.domain = domain;
        this.behaviour = behaviour;
    }

    /** Whether it finds the on-chip state that it needs, if that is what {@code last} left. The first needs none. */
    boolean goesOnAfter(NpuProgram last) {
        return index == 0 || last != null && last.inference == inference && last.index == index - 1;
    }

    int index() {
        return index;
    }

    IommuDomain domain() {
        return domain;
    }

    public Behaviour behaviour() {
        return behaviour;
    }

    /** Called before the program is started. */
    public void setBehaviour(Behaviour other) {
        behaviour = other;
    }

    @Ghost
    void start(long nanos) {
        startedNanos = nanos;
        endedNanos = 0;
        STATUS.setOpaque(this, STARTED);
    }

    @Ghost
    void finish() {
        STATUS.setOpaque(this, FINISHED);
    }

    /** The program runs no more, and a context that reads the hardware can see that. */
    @Ghost
    void ended(long nanos) {
        endedNanos = nanos;
    }

    @Ghost
    void stop(long nanos) {
        endedNanos = nanos;
        STATUS.setOpaque(this, STOPPED);
    }

    /** The hardware finished it. */
    @Ghost
    public boolean isFinished() {
        return (int) STATUS.getOpaque(this) == FINISHED;
    }

    /** The hardware finished it, and a context that reads the status sees that. */
    @Ghost
    public boolean isCompletionVisible() {
        return isFinished() && endedNanos != 0;
    }

    /** GO was written for it, whatever happened afterwards. */
    @Ghost
    public boolean isStarted() {
        return (int) STATUS.getOpaque(this) != IDLE;
    }

    /** It ran and did not complete before its timeout, judged at the time {@code now}. */
    @Ghost
    public boolean isGuilty(long timeoutNanos, long now) {
        if (!isStarted()) {
            return false;
        }
        if (behaviour != Behaviour.TIMED) {
            return behaviour != Behaviour.COMPLETES;
        }
        long end = endedNanos;
        return (end == 0 ? now : end) - startedNanos >= timeoutNanos;
    }

    /** Re-initialises this in place. No context may run. */
    public void init() {
        STATUS.set(this, IDLE);
        startedNanos = 0;
        endedNanos = 0;
    }

    // VarHandle mechanics
    private static final VarHandle STATUS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "status", VarHandle.class, NpuProgram.class, int.class);
}
