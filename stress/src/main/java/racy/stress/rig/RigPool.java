// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.rig;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * Rigs that are between samples. JCStress makes a new state object for each sample; the rig behind it is the one that
 * the same thread has just judged, so that a sample allocates a handle and nothing more.
 */
public final class RigPool {
    private final Supplier<Rig> factory;
    private final ThreadLocal<ArrayDeque<Rig>> idle = ThreadLocal.withInitial(ArrayDeque::new);

    public RigPool(Supplier<Rig> factory) {
        this.factory = factory;
    }

    Rig take() {
        Rig rig = idle.get().pollLast();
        if (rig == null) {
            rig = factory.get();
        }
        rig.init();
        return rig;
    }

    void give(Rig rig) {
        idle.get().addLast(rig);
    }
}
