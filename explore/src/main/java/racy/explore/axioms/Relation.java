// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.axioms;

/** A relation between the events of an execution, by their numbers. */
final class Relation {
    private final int size;
    private final int words;
    private final long[] bits;

    Relation(int size) {
        this(size, size);
    }

    /** One in which only the first {@code rows} events are related to others. */
    Relation(int size, int rows) {
        this.size = size;
        words = (size + 63) >> 6;
        bits = new long[rows * words];
    }

    private Relation(Relation other) {
        size = other.size;
        words = other.words;
        bits = other.bits.clone();
    }

    Relation copy() {
        return new Relation(this);
    }

    void add(int from, int to) {
        bits[from * words + (to >> 6)] |= 1L << to;
    }

    boolean has(int from, int to) {
        return (bits[from * words + (to >> 6)] & 1L << to) != 0;
    }

    /** Whether {@code from} is related to anything. */
    boolean hasAny(int from) {
        for (int i = 0; i < words; i++) {
            if (bits[from * words + i] != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code from} is related to all that {@code other} relates {@code like} to. */
    boolean hasAll(int from, Relation other, int like) {
        for (int i = 0; i < words; i++) {
            if ((other.bits[like * words + i] & ~bits[from * words + i]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@code from} is related to all that {@code other} relates {@code like} to. Returns whether that is news. */
    boolean addAll(int from, Relation other, int like) {
        boolean news = false;
        for (int i = 0; i < words; i++) {
            long more = other.bits[like * words + i];
            news |= (more & ~bits[from * words + i]) != 0;
            bits[from * words + i] |= more;
        }
        return news;
    }

    void addAll(Relation other) {
        for (int i = 0; i < bits.length; i++) {
            bits[i] |= other.bits[i];
        }
    }

    /** The transitive closure (Warshall's algorithm). */
    Relation closure() {
        Relation closed = copy();
        for (int middle = 0; middle < size; middle++) {
            for (int from = 0; from < size; from++) {
                if (closed.has(from, middle)) {
                    closed.addAll(from, closed, middle);
                }
            }
        }
        return closed;
    }

    /**
     * Relates {@code from}, and whatever is related to it, to all that {@code other} relates {@code like} to, and on from
     * there. This relation is transitive before and after.
     */
    void extend(int from, Relation other, int like) {
        if (hasAll(from, other, like)) {
            return;
        }
        long[] reached = new long[words];
        for (int i = 0; i < words; i++) {
            reached[i] = other.bits[like * words + i];
        }
        for (int to = 0; to < size; to++) {
            if (other.has(like, to)) {
                for (int i = 0; i < words; i++) {
                    reached[i] |= bits[to * words + i];
                }
            }
        }
        for (int each = 0; each < size; each++) {
            if (each == from || has(each, from)) {
                for (int i = 0; i < words; i++) {
                    bits[each * words + i] |= reached[i];
                }
            }
        }
    }

    /** Keeps of what {@code from} is related to what {@code other} relates {@code like} to. */
    void retainAll(int from, Relation other, int like) {
        for (int i = 0; i < words; i++) {
            bits[from * words + i] &= other.bits[like * words + i];
        }
    }

    /** The first event from {@code start} on that {@code from} is related to. -1 if there is none. */
    int next(int from, int start) {
        for (int i = start >> 6; i < words; i++) {
            long word = bits[from * words + i];
            if (i == start >> 6) {
                word &= -1L << start;
            }
            if (word != 0) {
                return (i << 6) + Long.numberOfTrailingZeros(word);
            }
        }
        return -1;
    }

    boolean isAcyclic() {
        boolean[] done = new boolean[size];
        boolean[] open = new boolean[size];
        for (int i = 0; i < size; i++) {
            if (!done[i] && leadsBack(i, done, open)) {
                return false;
            }
        }
        return true;
    }

    private boolean leadsBack(int from, boolean[] done, boolean[] open) {
        open[from] = true;
        for (int to = next(from, 0); to >= 0; to = next(from, to + 1)) {
            if (open[to] || !done[to] && leadsBack(to, done, open)) {
                return true;
            }
        }
        open[from] = false;
        done[from] = true;
        return false;
    }
}
