// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

import java.util.Arrays;

/** Numbers of states, each with the fewest preemptions with which it was reached. */
final class StateSet {
    private long[] high = new long[1 << 12];
    private long[] low = new long[1 << 12];
    /** One more than the preemptions. 0 in a free place. */
    private byte[] fewest = new byte[1 << 12];

    private int size;

    int size() {
        return size;
    }

    /** Returns whether the state is new, or was reached only with more preemptions than now. */
    boolean add(long stateHigh, long stateLow, int preemptions) {
        if (2 * size > high.length) {
            grow();
        }
        byte count = (byte) (Math.min(preemptions, Byte.MAX_VALUE - 1) + 1);
        int at = place(stateHigh, stateLow);
        if (fewest[at] == 0) {
            high[at] = stateHigh;
            low[at] = stateLow;
            fewest[at] = count;
            size++;
            return true;
        }
        boolean better = count < fewest[at];
        if (better) {
            fewest[at] = count;
        }
        return better;
    }

    private int place(long stateHigh, long stateLow) {
        int at = (int) (stateHigh ^ stateHigh >>> 32) & high.length - 1;
        while (fewest[at] != 0 && (high[at] != stateHigh || low[at] != stateLow)) {
            at = at + 1 & high.length - 1;
        }
        return at;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        byte[] oldFewest = fewest;
        high = new long[2 * oldHigh.length];
        low = new long[2 * oldLow.length];
        fewest = Arrays.copyOf(new byte[0], 2 * oldFewest.length);
        for (int i = 0; i < oldHigh.length; i++) {
            if (oldFewest[i] != 0) {
                int at = place(oldHigh[i], oldLow[i]);
                high[at] = oldHigh[i];
                low[at] = oldLow[i];
                fewest[at] = oldFewest[i];
            }
        }
    }
}
