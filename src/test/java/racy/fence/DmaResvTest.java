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
import racy.kernel.Errno;
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

    private void add(DmaFence fence, Usage usage) {
        assertEquals(0, resv.reserveFence());
        resv.addFence(fence, usage);
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
        add(writer, Usage.WRITE);
        add(reader, Usage.READ);
        assertEquals(List.of(writer), waitedForBy(Usage.READ));
        assertEquals(List.of(writer, reader), waitedForBy(Usage.WRITE));
    }

    @Test
    void addFence_takesAReference_finiDropsIt() {
        DmaFence fence = fence(1, 1);
        add(fence, Usage.WRITE);
        assertEquals(2, fence.references());
        resv.fini();
        assertEquals(1, fence.references());
        assertEquals(List.of(), waitedForBy(Usage.WRITE));
    }

    @Test
    void addFence_laterOfTheContext_replaces() {
        DmaFence old = fence(1, 1);
        DmaFence later = fence(1, 2);
        add(old, Usage.WRITE);
        add(later, Usage.WRITE);
        assertEquals(List.of(later), waitedForBy(Usage.WRITE));
        assertEquals(1, old.references());
        add(later, Usage.WRITE);
        assertEquals(2, later.references(), "the same again replaces itself");
    }

    @Test
    void addFence_earlierOfTheContext_isAdded() {
        DmaFence later = fence(1, 2);
        DmaFence earlier = fence(1, 1);
        add(later, Usage.WRITE);
        add(earlier, Usage.WRITE);
        assertEquals(List.of(later, earlier), waitedForBy(Usage.WRITE));
    }

    @Test
    void addFence_readAfterWriteOfTheContext_keepsTheWriter() {
        DmaFence writer = fence(1, 1);
        DmaFence reader = fence(1, 2);
        add(writer, Usage.WRITE);
        add(reader, Usage.READ);
        assertEquals(List.of(writer), waitedForBy(Usage.READ));
        DmaFence next = fence(1, 3);
        add(next, Usage.WRITE);
        assertEquals(List.of(next, reader), waitedForBy(Usage.WRITE), "one entry is replaced, not all");
    }

    @Test
    void addFence_otherContext_isAdded() {
        add(fence(1, 1), Usage.WRITE);
        add(fence(2, 5), Usage.WRITE);
        assertEquals(2, waitedForBy(Usage.READ).size());
    }

    @Test
    void addFence_signalledPresent_takesItsPlace() {
        DmaFence done = fence(1, 1);
        DmaFence busy = fence(2, 1);
        DmaFence added = fence(3, 1);
        add(done, Usage.WRITE);
        add(busy, Usage.WRITE);
        done.signal();
        add(added, Usage.WRITE);
        assertEquals(List.of(added, busy), waitedForBy(Usage.READ));
        assertEquals(1, done.references());
    }

    @Test
    void addFence_withoutASlot_isAKernelBug() {
        resv.addFence(fence(1, 1), Usage.WRITE);
        assertEquals(1, kernel.warnings());
        assertTrue(kernel.lastWarning().contains("without a reserved slot"), kernel::lastWarning);
    }

    @Test
    void reserveFence_noMemory_onlyWhereTheListMustGrow() {
        kernel.failNth.set(1);
        assertEquals(-Errno.ENOMEM, resv.reserveFence());
        for (int i = 0; i < 4; i++) {
            assertEquals(0, resv.reserveFence());
            kernel.failNth.set(1);
            resv.addFence(fence(i, 1), Usage.WRITE);
        }
        assertEquals(-Errno.ENOMEM, resv.reserveFence());
        assertEquals(4, waitedForBy(Usage.READ).size());
        assertEquals(0, kernel.warnings());
    }

    @Test
    void reserveFence_listGrows_dropsSignalledFences() {
        DmaFence done = fence(0, 1);
        add(done, Usage.WRITE);
        for (int i = 1; i < 4; i++) {
            add(fence(i, 1), Usage.WRITE);
        }
        done.signal();
        assertEquals(0, resv.reserveFence());
        assertEquals(1, done.references());
        assertEquals(3, waitedForBy(Usage.READ).size());
    }

    @Test
    void lockAll_oneTwice_refusedAndNothingLocked() {
        DmaResv other = new DmaResv(kernel);
        assertEquals(-Errno.EALREADY, DmaResv.lockAll(List.of(other, resv, other)));
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
                List<DmaResv> locked = List.of(resv, other);
                assertEquals(0, DmaResv.lockAll(locked));
                plain[0]++;
                DmaResv.unlockAll(locked);
            }
        };
        Contexts.Body backwards = () -> {
            for (int i = 0; i < 5_000; i++) {
                List<DmaResv> locked = List.of(other, resv);
                assertEquals(0, DmaResv.lockAll(locked));
                plain[0]++;
                DmaResv.unlockAll(locked);
            }
        };
        Contexts.together(forwards, backwards);
        assertEquals(10_000, plain[0]);
        assertTrue(kernel.violations.isEmpty());
    }
}
