// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.stage;

import java.util.function.BooleanSupplier;
import racy.explore.vm.Choice;

/** A context of the device. It begins when it has work, and has nothing to do until then. */
public final class Role implements Runnable {
    /** How often a role may begin. */
    static final int ALWAYS = Integer.MAX_VALUE;

    public final String name;

    /** When a role may begin. */
    enum Kind {
        /** When it has work. */
        ORDINARY,
        /** When it has work; but the scene may as well end without it. */
        OPTIONAL,
        /** When it has work, no other role can move, and one of them waits. */
        LAST
    }

    /** Its ordinal tells the explorer. */
    final int kind;

    /** What it does if it passes no point. Null if there is nothing to say. */
    final String words;

    private final BooleanSupplier hasWork;
    private final Runnable body;
    private int left;

    Role(String name, int times, Kind kind, String words, BooleanSupplier hasWork, Runnable body) {
        this.name = name;
        left = times;
        this.kind = kind.ordinal();
        this.words = words;
        this.hasWork = hasWork;
        this.body = body;
    }

    @Override
    public void run() {
        while (left > 0) {
            Choice.idle(hasWork);
            if (left != ALWAYS) {
                left--;
            }
            body.run();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
