// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadedIrqTest {
    private final Kernel kernel = new Kernel();
    private final ThreadedIrq irq = new ThreadedIrq(kernel);
    private final List<String> log = new ArrayList<>();
    private final Device npu = new Device("npu", ThreadedIrq.Return.WAKE_THREAD);
    private final Device iommu = new Device("iommu", ThreadedIrq.Return.NONE);

    ThreadedIrqTest() {
        irq.request(npu);
        irq.request(iommu);
    }

    private class Device implements ThreadedIrq.Action {
        final String name;
        final ThreadedIrq.Return answer;
        volatile boolean level;
        volatile Runnable inHard = () -> {};
        volatile Runnable inThread = () -> {};

        Device(String name, ThreadedIrq.Return answer) {
            this.name = name;
            this.answer = answer;
        }

        @Override
        public boolean isAsserted() {
            return level;
        }

        @Override
        public ThreadedIrq.Return hardHandler() {
            log.add(name + " hard");
            inHard.run();
            return answer;
        }

        @Override
        public void threadHandler() {
            log.add(name + " thread");
            inThread.run();
        }
    }

    @Test
    void deliver_nobodyCares_lineIsDisabled() {
        Kernel machine = new Kernel();
        ThreadedIrq line = new ThreadedIrq(machine);
        line.request(new ThreadedIrq.Action() {
            @Override
            public boolean isAsserted() {
                return true;
            }

            @Override
            public ThreadedIrq.Return hardHandler() {
                return ThreadedIrq.Return.NONE;
            }
        });
        for (int i = 0; i < ThreadedIrq.UNHANDLED_LIMIT - 1; i++) {
            line.deliver();
        }
        assertFalse(line.isDisabled());
        line.deliver();
        assertTrue(line.isDisabled());
        assertEquals(1, machine.warnings());
    }

    @Test
    void deliver_lineDown_nothing() {
        assertFalse(irq.deliver());
        assertFalse(irq.runThread());
        assertEquals(List.of(), log);
    }

    @Test
    void deliver_sharerRaisedIt_allHardHandlersRun() {
        iommu.level = true;
        assertTrue(irq.isAsserted());
        assertTrue(irq.deliver(), "the other device's handler wakes its thread too");
        assertEquals(List.of("npu hard", "iommu hard"), log);
    }

    @Test
    void deliver_levelStaysUp_takenAgain() {
        npu.level = true;
        irq.deliver();
        irq.deliver();
        assertEquals(List.of("npu hard", "iommu hard", "npu hard", "iommu hard"), log);
        npu.level = false;
        assertFalse(irq.deliver());
        assertEquals(4, log.size());
    }

    @Test
    void wakeUps_beforeTheThreadRuns_coalesce() {
        npu.level = true;
        irq.deliver();
        irq.deliver();
        assertTrue(irq.isThreadWoken());
        log.clear();
        assertTrue(irq.runThread());
        assertFalse(irq.runThread());
        assertEquals(List.of("npu thread"), log);
        irq.synchronize();
    }

    @Test
    void wakeUp_whileTheThreadRuns_runsItAgain() {
        npu.level = true;
        irq.deliver();
        npu.inThread = () -> {
            npu.inThread = () -> {};
            assertTrue(irq.deliver());
        };
        log.clear();
        assertTrue(irq.runThread());
        assertTrue(irq.runThread());
        assertFalse(irq.runThread());
        assertEquals(List.of("npu thread", "npu hard", "iommu hard", "npu thread"), log);
        irq.synchronize();
    }

    @Test
    void disable_nests() {
        npu.level = true;
        irq.disable();
        irq.disableNosync();
        irq.enable();
        assertTrue(irq.isDisabled());
        assertFalse(irq.deliver());
        assertEquals(List.of(), log);
        irq.enable();
        assertFalse(irq.isDisabled());
        assertTrue(irq.deliver(), "the level is still up");
    }

    @Test
    void enable_unbalanced_warnsAndStaysEnabled() {
        irq.enable();
        assertEquals(1, kernel.warnings());
        irq.disableNosync();
        assertTrue(irq.isDisabled());
        irq.enable();
        assertFalse(irq.isDisabled());
        assertEquals(1, kernel.warnings());
    }

    @Test
    void disableNosync_threadWoken_threadStillRuns() {
        npu.level = true;
        irq.deliver();
        irq.disableNosync();
        assertTrue(irq.runThread());
    }

    @Test
    void disable_hardHandlerInProgress_waits() throws InterruptedException {
        AtomicBoolean entered = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean();
        iommu.level = true;
        iommu.inHard = () -> {
            entered.set(true);
            Contexts.await(leave::get);
        };
        Contexts.Started cpu = Contexts.start(irq::deliver);
        Contexts.await(entered::get);
        Contexts.Started disabler = Contexts.start(irq::disable);
        disabler.assertWaits();
        leave.set(true);
        cpu.join();
        // The handler woke the thread, and disable() waits for the thread too.
        disabler.assertWaits();
        assertTrue(irq.runThread());
        disabler.join();
        assertFalse(irq.deliver());
    }

    @Test
    void synchronize_threadWokenButNotRun_waits() throws InterruptedException {
        npu.level = true;
        irq.deliver();
        Contexts.Started waiter = Contexts.start(irq::synchronize);
        waiter.assertWaits();
        irq.runThread();
        waiter.join();
    }

    @Test
    void synchronize_threadRuns_waitsUntilItReturns() throws InterruptedException {
        AtomicBoolean entered = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean();
        npu.level = true;
        npu.inThread = () -> {
            entered.set(true);
            Contexts.await(leave::get);
        };
        irq.deliver();
        Contexts.Started thread = Contexts.start(irq::runThread);
        Contexts.await(entered::get);
        Contexts.Started waiter = Contexts.start(irq::synchronize);
        waiter.assertWaits();
        leave.set(true);
        thread.join();
        waiter.join();
    }

    /** Another core's action shares the line. */
    @Test
    void wakeUp_ofOneAction_runsItsThreadOnly() {
        Device other = new Device("other", ThreadedIrq.Return.WAKE_THREAD);
        IrqThread itsThread = irq.request(other);
        npu.level = true;
        npu.inHard = () -> npu.level = false;
        other.inHard = () -> other.level = false;
        irq.deliver();
        assertTrue(itsThread.isWoken(), "both hard handlers have claimed it");
        assertTrue(itsThread.run());
        assertEquals(List.of("npu hard", "iommu hard", "other hard", "other thread"), log);
        assertTrue(irq.isThreadWoken(), "the first action's thread is its own");
        assertTrue(irq.runThread());
        assertFalse(itsThread.run());
        irq.synchronize();
    }

    @Test
    void synchronize_twoThreadsWoken_waitsForBoth() throws InterruptedException {
        IrqThread second = irq.request(new Device("other", ThreadedIrq.Return.WAKE_THREAD));
        npu.level = true;
        irq.deliver();
        assertTrue(irq.isThreadOnlyWoken());
        Contexts.Started waiter = Contexts.start(irq::synchronize);
        waiter.assertWaits();
        assertTrue(second.run());
        waiter.assertWaits();
        assertTrue(irq.runThread());
        waiter.join();
    }

    @Test
    void deliverAgain_lineDown_handlersRun() {
        npu.level = true;
        npu.inHard = () -> npu.level = false;
        irq.deliver();
        log.clear();
        assertFalse(irq.deliver());
        assertTrue(irq.deliverAgain());
        assertEquals(List.of("npu hard", "iommu hard"), log);
    }

    @Test
    void deliverAgain_lineDisabled_nothing() {
        irq.disable();
        assertFalse(irq.deliverAgain());
        assertEquals(List.of(), log);
    }

    @Test
    void runThread_handlerThrows_notActiveAfterwards() {
        npu.level = true;
        irq.deliver();
        npu.inThread = () -> {
            throw new IllegalStateException("bad");
        };
        boolean thrown = false;
        try {
            irq.runThread();
        } catch (IllegalStateException expected) {
            thrown = true;
        }
        assertTrue(thrown);
        irq.synchronize();
    }

    @Test
    void init_inUse_asNew() {
        npu.level = true;
        irq.deliver();
        irq.disableNosync();
        irq.init();
        assertFalse(irq.isDisabled());
        assertFalse(irq.isThreadWoken());
        irq.synchronize();
    }
}
