// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import racy.fence.DmaResv.Usage;
import racy.kernel.Contexts;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;

@Timeout(60)
class DmaResvTest {
    private final Kernel kernel = new Kernel();
    private final SpinLock lock = new SpinLock(kernel);
    private final DmaResv resv = new DmaResv(kernel);

    private DmaFence fence(long context, long seqno) {
        DmaFence made = new DmaFence(kernel);
        made.init(lock, context, seqno);
        return made;
    }

    private List<DmaFence> waitedForBy(Usage user) {
        List<DmaFence> fences = new ArrayList<>();
        resv.forEachFence(user, fences::add);
        return fences;
    }

    @Test
    void forEach_reader_waitsForWritersOnly() {
        DmaFence writer = fence(1, 1);
        DmaFence reader = fence(2, 1);
        resv.addFence(writer, Usage.WRITE);
        resv.addFence(reader, Usage.READ);
        assertEquals(List.of(writer), waitedForBy(Usage.READ));
        assertEquals(List.of(writer, reader), waitedForBy(Usage.WRITE));
    }

    @Test
    void addFence_takesAReference_finiDropsIt() {
        DmaFence fence = fence(1, 1);
        resv.addFence(fence, Usage.WRITE);
        assertEquals(2, fence.references());
        resv.fini();
        assertEquals(1, fence.references());
        assertEquals(List.of(), waitedForBy(Usage.WRITE));
    }

    @Test
    void addFence_laterOfTheContext_replaces() {
        DmaFence old = fence(1, 1);
        DmaFence later = fence(1, 2);
        resv.addFence(old, Usage.WRITE);
        resv.addFence(later, Usage.WRITE);
        assertEquals(List.of(later), waitedForBy(Usage.WRITE));
        assertEquals(1, old.references());
        resv.addFence(later, Usage.WRITE);
        assertEquals(2, later.references(), "the same again replaces itself");
    }

    @Test
    void addFence_earlierOfTheContext_isAdded() {
        DmaFence later = fence(1, 2);
        DmaFence earlier = fence(1, 1);
        resv.addFence(later, Usage.WRITE);
        resv.addFence(earlier, Usage.WRITE);
        assertEquals(List.of(later, earlier), waitedForBy(Usage.WRITE));
    }

    @Test
    void addFence_readAfterWriteOfTheContext_keepsTheWriter() {
        DmaFence writer = fence(1, 1);
        DmaFence reader = fence(1, 2);
        resv.addFence(writer, Usage.WRITE);
        resv.addFence(reader, Usage.READ);
        assertEquals(List.of(writer), waitedForBy(Usage.READ));
        DmaFence next = fence(1, 3);
        resv.addFence(next, Usage.WRITE);
        assertEquals(List.of(next, reader), waitedForBy(Usage.WRITE), "one entry is replaced, not all");
    }

    @Test
    void addFence_otherContext_isAdded() {
        resv.addFence(fence(1, 1), Usage.WRITE);
        resv.addFence(fence(2, 5), Usage.WRITE);
        assertEquals(2, waitedForBy(Usage.READ).size());
    }

    @Test
    void addFence_signalledPresent_takesItsPlace() {
        DmaFence done = fence(1, 1);
        DmaFence busy = fence(2, 1);
        DmaFence added = fence(3, 1);
        resv.addFence(done, Usage.WRITE);
        resv.addFence(busy, Usage.WRITE);
        done.signal();
        resv.addFence(added, Usage.WRITE);
        assertEquals(List.of(added, busy), waitedForBy(Usage.READ));
        assertEquals(1, done.references());
    }

    @Test
    void lockAll_duplicates_lockedOnce() {
        DmaResv other = new DmaResv(kernel);
        List<DmaResv> locked = DmaResv.lockAll(List.of(other, resv, other));
        assertEquals(List.of(resv, other), locked, "in one global order");
        DmaResv.unlockAll(locked);
        resv.lock();
        other.lock();
        other.unlock();
        resv.unlock();
    }

    @Test
    void lockAll_oppositeOrders_noDeadlockAndExclusive() {
        DmaResv other = new DmaResv(kernel);
        int[] plain = new int[1];
        Contexts.Body forwards = () -> {
            for (int i = 0; i < 5_000; i++) {
                List<DmaResv> locked = DmaResv.lockAll(List.of(resv, other));
                plain[0]++;
                DmaResv.unlockAll(locked);
            }
        };
        Contexts.Body backwards = () -> {
            for (int i = 0; i < 5_000; i++) {
                List<DmaResv> locked = DmaResv.lockAll(List.of(other, resv));
                plain[0]++;
                DmaResv.unlockAll(locked);
            }
        };
        Contexts.together(forwards, backwards);
        assertEquals(10_000, plain[0]);
        assertTrue(kernel.violations.isEmpty());
    }
}
