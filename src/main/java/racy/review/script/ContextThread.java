// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The thread of a context. One script after the other uses it, because to start a thread takes longer than most contexts
 * run. A thread that no script has wanted for a while ends.
 */
final class ContextThread extends Thread {
    /** What the thread's name begins with; the context's name follows. */
    static final String PREFIX = "script ";

    private static final String NOBODY = "idle context";

    private static final long IDLE_SECONDS = 5;

    private static final Deque<ContextThread> IDLE = new ConcurrentLinkedDeque<>();

    /** A permit lets the thread go on, or begin. */
    final Semaphore go = new Semaphore(0);

    // Handed over together with a permit.
    private Runnable body;

    private ContextThread() {
        setDaemon(true);
    }

    /** A thread that runs {@code body} once it may {@link #go}. */
    static ContextThread take(String context, Runnable body) {
        ContextThread idle = IDLE.pollFirst();
        ContextThread thread = idle == null ? new ContextThread() : idle;
        thread.setName(PREFIX + context);
        thread.body = body;
        if (idle == null) {
            thread.start();
        }
        return thread;
    }

    /** The body has ended. Another script may have the thread. */
    void giveBack() {
        body = null;
        setName(NOBODY);
        IDLE.addFirst(this);
    }

    @Override
    public void run() {
        while (isWanted()) {
            body.run();
        }
    }

    private boolean isWanted() {
        while (true) {
            try {
                if (go.tryAcquire(IDLE_SECONDS, TimeUnit.SECONDS)) {
                    return true;
                }
                // A thread that is not among the idle ones any more was taken just now.
                if (IDLE.remove(this)) {
                    return false;
                }
            } catch (InterruptedException e) {
                // Whoever asked for that meant the body, which has ended.
            }
        }
    }
}
