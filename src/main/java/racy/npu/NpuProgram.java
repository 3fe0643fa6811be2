// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.npu;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.IommuDomain;

/**
 * The register commands of one task ({@code regcmd}): what the hardware will do with it, and what it did. The status is
 * the truth that the driver's claims are judged by.
 */
public final class NpuProgram {
    /** What the hardware does after GO. */
    public enum Behaviour {
        /** Completes in time. */
        COMPLETES,
        /** Completes, but not before the timeout: its inference did time out. */
        LATE,
        /** Never completes. */
        HANGS,
        /** Completes when whoever plays the hardware says so; the clock tells whether that was in time. */
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
    private int status;

    /** Plain, protected by status. */
    private long startedNanos;
    /** 0 until it is known. */
    private volatile long endedNanos;

    /**
     * @param inference whose on-chip state the program leaves and, from the second on, relies on
     * @param index position in its inference, from 0
     * @param domain the address space that its buffers are mapped in
     */
    public NpuProgram(Object inference, int index, IommuDomain domain, Behaviour behaviour) {
        this.inference = inference;
        this.index = index;
        this.domain = domain;
        this.behaviour = behaviour;
    }

    Object inference() {
        return inference;
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

    /** Before the program is started. */
    public void setBehaviour(Behaviour other) {
        behaviour = other;
    }

    void start(long nanos) {
        startedNanos = nanos;
        endedNanos = 0;
        STATUS.setVolatile(this, STARTED);
    }

    void finish() {
        STATUS.setVolatile(this, FINISHED);
    }

    /** It runs no more, and whoever looks at the hardware can tell. */
    void ended(long nanos) {
        endedNanos = nanos;
    }

    void stop(long nanos) {
        endedNanos = nanos;
        STATUS.setVolatile(this, STOPPED);
    }

    /** The hardware finished it. */
    public boolean isFinished() {
        return (int) STATUS.getVolatile(this) == FINISHED;
    }

    /** GO was written for it, whatever came of it. */
    public boolean isStarted() {
        return (int) STATUS.getVolatile(this) != IDLE;
    }

    /** It ran and did not complete before its timeout; judged at {@code now}. */
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

    /** For reuse in place, with no context running. */
    public void init() {
        STATUS.set(this, IDLE);
    }

    // VarHandle mechanics
    private static final VarHandle STATUS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "status", VarHandle.class, NpuProgram.class, int.class);
}
