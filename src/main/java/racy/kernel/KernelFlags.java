// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** {@code unsigned long flags} with the atomic bit operations of {@code include/linux/bitops.h}. Bits 0 to 31. */
public final class KernelFlags {
    private int word;

    /** {@code test_and_set_bit()}: fully ordered. Returns the old value. */
    public boolean testAndSetBit(int bit) {
        return ((int) WORD.getAndBitwiseOr(this, 1 << bit) & 1 << bit) != 0;
    }

    /** {@code set_bit()}: atomic and unordered. The closest in Java is a loop of plain weak CASes. */
    public void setBit(int bit) {
        int old;
        do {
            old = (int) WORD.getOpaque(this);
        } while (!WORD.weakCompareAndSetPlain(this, old, old | 1 << bit));
    }

    /** {@code __set_bit()}: not atomic, one marked store. The caller excludes all other writers of the word. */
    public void setBitExclusive(int bit) {
        WORD.setOpaque(this, (int) WORD.getOpaque(this) | 1 << bit);
    }

    /** {@code clear_bit()}: ordered like {@link #setBit}. */
    public void clearBit(int bit) {
        int old;
        do {
            old = (int) WORD.getOpaque(this);
        } while (!WORD.weakCompareAndSetPlain(this, old, old & ~(1 << bit)));
    }

    /** {@code test_bit()}: a marked load without order. */
    public boolean testBit(int bit) {
        return ((int) WORD.getOpaque(this) & 1 << bit) != 0;
    }

    /** {@code test_bit_acquire()}. */
    public boolean testBitAcquire(int bit) {
        return ((int) WORD.getAcquire(this) & 1 << bit) != 0;
    }

    /** Plain re-initialisation, before the object is shared. */
    public void init() {
        WORD.set(this, 0);
    }

    // VarHandle mechanics
    private static final VarHandle WORD = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "word", VarHandle.class, KernelFlags.class, int.class);
}
