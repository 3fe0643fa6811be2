// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** {@code struct task_struct}: a process, as far as the closing of its files depends on it. */
public final class TaskStruct {
    private boolean killed;
    /** Plain: only the process itself reads and writes its flags. */
    private boolean exiting;

    /** SIGKILL is sent to it. A killable wait of the process ends. */
    public void kill() {
        KILLED.setOpaque(this, true);
    }

    /** {@code fatal_signal_pending(current)}. */
    public boolean isKilled() {
        return (boolean) KILLED.getOpaque(this);
    }

    /** {@code do_exit()}: from now on the process closes its files as one that ends. */
    public void exit() {
        exiting = true;
    }

    /** {@code current->flags & PF_EXITING}. */
    public boolean isExiting() {
        return exiting;
    }

    /** Re-initialises this in place: a process that lives. No context may run. */
    public void init() {
        KILLED.set(this, false);
        exiting = false;
    }

    // VarHandle mechanics
    private static final VarHandle KILLED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "killed", VarHandle.class, TaskStruct.class, boolean.class);
}
