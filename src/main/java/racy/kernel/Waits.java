// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/**
 * Which thread holds which locks and waits for what. A {@link Preemption} that must name a deadlock keeps one. Only a
 * thread that has waited for long enters it, so it orders nothing that goes on.
 */
public final class Waits {
    private final Map<Long, Awaited> waiting = new LinkedHashMap<>();
    private final Map<Long, Deque<SpinLock>> locks = new LinkedHashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final ThreadLocal<Deque<SpinLock>> held = ThreadLocal.withInitial(this::newList);

    private static long me() {
        return Thread.currentThread().getId();
    }

    private synchronized Deque<SpinLock> newList() {
        Deque<SpinLock> list = new ArrayDeque<>();
        locks.put(me(), list);
        names.put(me(), Thread.currentThread().getName());
        return list;
    }

    /** The calling thread has taken the lock. */
    public void locked(SpinLock lock) {
        held.get().addLast(lock);
    }

    /** The calling thread is about to release the lock. */
    public void unlocked(SpinLock lock) {
        held.get().removeLastOccurrence(lock);
    }

    /** The calling thread waits. */
    public synchronized void begin(Awaited what) {
        waiting.put(me(), what);
        names.put(me(), Thread.currentThread().getName());
    }

    /** The calling thread waits no longer. If it waited for a lock, it has not released that lock yet. */
    public synchronized void end() {
        waiting.remove(me());
    }

    /**
     * Whether the calling thread waits for a thread that waits for it, perhaps through others. The answer is certain. A
     * thread of the circle that is known to wait cannot change what it holds. The first look knows it of the last thread
     * only, and each further look of one thread more.
     */
    public synchronized boolean isInCircle() {
        int length = circle();
        for (int i = 1; i < length; i++) {
            if (circle() != length) {
                return false;
            }
        }
        return length > 0;
    }

    /** The number of threads in the circle of the calling thread; 0 if it is in none. */
    private int circle() {
        long me = me();
        long at = me;
        for (int length = 1; length <= waiting.size(); length++) {
            Awaited what = waiting.get(at);
            at = what == null ? 0 : what.holder();
            if (at == 0) {
                return 0;
            }
            if (at == me) {
                return length;
            }
        }
        return 0;
    }

    /**
     * One line for each thread that holds or awaits something: {@code irq holds fence_lock and waits for job_lock, held
     * by reset}. The threads must stand still.
     *
     * @param nameOf from a thread's name to the name of its context
     */
    public synchronized List<String> lines(UnaryOperator<String> nameOf) {
        Map<Long, String> lines = new LinkedHashMap<>();
        locks.forEach((thread, list) -> {
            if (!list.isEmpty()) {
                StringJoiner all = new StringJoiner(", ", " holds ", "");
                list.forEach(lock -> all.add(lock.words()));
                lines.put(thread, all.toString());
            }
        });
        waiting.forEach((thread, what) -> {
            long holder = what.holder();
            String by = holder == 0 || holder == thread ? "" : ", " + what.heldBy() + " " + contextOf(holder, nameOf);
            lines.merge(thread, " waits for " + what.words() + by, (holds, waits) -> holds + " and" + waits);
        });
        List<String> text = new ArrayList<>();
        lines.forEach((thread, line) -> text.add(contextOf(thread, nameOf) + line));
        return text;
    }

    private String contextOf(long thread, UnaryOperator<String> nameOf) {
        return nameOf.apply(names.getOrDefault(thread, "thread " + thread));
    }
}
