// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.SpinLock;

/** What every fence promises, with its lock or without. */
class FenceContractTest {
    private static final int ENOENT = -Errno.ENOENT;
    private static final int EINVAL = -Errno.EINVAL;

    private final Kernel kernel = new Kernel();
    private final List<String> log = new ArrayList<>();

    /** The implementations. */
    enum Kind {
        LOCKED(kernel -> {
            DmaFence fence = new DmaFence(kernel);
            fence.init(new SpinLock(kernel), 1, 1);
            return fence;
        }),
        LOCK_FREE(kernel -> new LockFreeFence(kernel, null)),
        LOCK_FREE_WITH_TIME(kernel -> new LockFreeFence(kernel, KernelClock.MONOTONIC));

        private final Function<Kernel, Fence> maker;

        Kind(Function<Kernel, Fence> maker) {
            this.maker = maker;
        }

        Fence make(Kernel kernel) {
            return maker.apply(kernel);
        }
    }

    private Recorder recorder(String name) {
        return new Recorder(name, log);
    }

    @ParameterizedTest
    @EnumSource
    void fence_new_unsignalled(Kind kind) {
        Fence fence = kind.make(kernel);
        assertFalse(fence.isSignaled());
        assertEquals(0, fence.status());
    }

    @ParameterizedTest
    @EnumSource
    void signal_first_signals(Kind kind) {
        Fence fence = kind.make(kernel);
        assertEquals(0, fence.signal());
        assertTrue(fence.isSignaled());
        assertEquals(1, fence.status());
    }

    @ParameterizedTest
    @EnumSource
    void signal_twice_secondRefusedAndRunsNothing(Kind kind) {
        Fence fence = kind.make(kernel);
        fence.addCallback(recorder("a"));
        fence.signal();
        assertEquals(EINVAL, fence.signal());
        assertEquals(List.of("a"), log);
        assertEquals(0, kernel.warnings());
    }

    @ParameterizedTest
    @EnumSource
    void callbacks_signalled_runOnceInTheOrderAdded(Kind kind) {
        Fence fence = kind.make(kernel);
        for (String name : List.of("a", "b", "c", "d")) {
            assertEquals(0, fence.addCallback(recorder(name)));
        }
        assertEquals(List.of(), log);
        fence.signal();
        assertEquals(List.of("a", "b", "c", "d"), log);
    }

    @ParameterizedTest
    @EnumSource
    void callback_running_seesTheFenceSignalled(Kind kind) {
        Fence fence = kind.make(kernel);
        fence.addCallback(new FenceCallback() {
            @Override
            protected void signaled(Fence itself) {
                log.add(itself == fence && itself.isSignaled() ? "signalled" : "not signalled");
            }
        });
        fence.signal();
        assertEquals(List.of("signalled"), log);
    }

    @ParameterizedTest
    @EnumSource
    void addCallback_signalled_refusedAndNotRun(Kind kind) {
        Fence fence = kind.make(kernel);
        fence.signal();
        Recorder late = recorder("late");
        assertEquals(ENOENT, fence.addCallback(late));
        assertFalse(fence.removeCallback(late));
        assertEquals(List.of(), log);
    }

    @ParameterizedTest
    @EnumSource
    void callback_addsItselfAgain_refused(Kind kind) {
        Fence fence = kind.make(kernel);
        fence.addCallback(new FenceCallback() {
            @Override
            protected void signaled(Fence itself) {
                log.add("re-added: " + itself.addCallback(this));
            }
        });
        fence.addCallback(recorder("next"));
        fence.signal();
        assertEquals(List.of("re-added: " + ENOENT, "next"), log);
    }

    @ParameterizedTest
    @EnumSource
    void callback_addsItselfElsewhere_runsThereToo(Kind kind) {
        Fence first = kind.make(kernel);
        Fence second = kind.make(kernel);
        first.addCallback(new FenceCallback() {
            @Override
            protected void signaled(Fence fence) {
                log.add(fence == first ? "first" : "second");
                if (fence == first) {
                    assertEquals(0, second.addCallback(this));
                }
            }
        });
        first.addCallback(recorder("other"));
        first.signal();
        assertEquals(List.of("first", "other"), log);
        second.signal();
        assertEquals(List.of("first", "other", "second"), log);
    }

    @ParameterizedTest
    @EnumSource
    void removeCallback_anyOfThree_onlyThatOneIsGone(Kind kind) {
        for (int gone = 0; gone < 3; gone++) {
            log.clear();
            Fence fence = kind.make(kernel);
            List<String> expected = new ArrayList<>(List.of("0", "1", "2"));
            List<Recorder> recorders = expected.stream().map(this::recorder).toList();
            recorders.forEach(fence::addCallback);
            assertTrue(fence.removeCallback(recorders.get(gone)));
            assertFalse(fence.removeCallback(recorders.get(gone)), "removed already");
            expected.remove(gone);
            fence.signal();
            assertEquals(expected, log);
        }
    }

    @ParameterizedTest
    @EnumSource
    void removeCallback_neverAdded_false(Kind kind) {
        assertFalse(kind.make(kernel).removeCallback(recorder("a")));
    }

    @ParameterizedTest
    @EnumSource
    void removeCallback_ran_false(Kind kind) {
        Fence fence = kind.make(kernel);
        Recorder a = recorder("a");
        fence.addCallback(a);
        fence.signal();
        assertFalse(fence.removeCallback(a));
    }

    @ParameterizedTest
    @EnumSource
    void removeCallback_all_thenAddedAgain_runsOnce(Kind kind) {
        Fence fence = kind.make(kernel);
        Recorder a = recorder("a");
        Recorder b = recorder("b");
        fence.addCallback(a);
        fence.addCallback(b);
        assertTrue(fence.removeCallback(b));
        assertTrue(fence.removeCallback(a));
        assertEquals(0, fence.addCallback(b));
        assertEquals(0, fence.addCallback(a));
        fence.signal();
        assertEquals(List.of("b", "a"), log);
    }

    @ParameterizedTest
    @EnumSource
    void removeCallback_thenAddedElsewhere_fencesStayApart(Kind kind) {
        Fence first = kind.make(kernel);
        Fence second = kind.make(kernel);
        Recorder moved = recorder("moved");
        first.addCallback(recorder("first"));
        first.addCallback(moved);
        first.removeCallback(moved);
        second.addCallback(recorder("second"));
        second.addCallback(moved);
        first.signal();
        assertEquals(List.of("first"), log);
        second.signal();
        assertEquals(List.of("first", "second", "moved"), log);
    }

    @ParameterizedTest
    @EnumSource
    void setError_beforeSignal_isTheStatus(Kind kind) {
        Fence fence = kind.make(kernel);
        fence.setError(-Errno.ECANCELED);
        assertEquals(0, fence.status(), "not before the signal");
        fence.signal();
        assertEquals(-Errno.ECANCELED, fence.status());
        assertEquals(0, kernel.warnings());
    }

    @ParameterizedTest
    @EnumSource
    void setError_afterSignal_warns(Kind kind) {
        Fence fence = kind.make(kernel);
        fence.signal();
        fence.setError(-Errno.EIO);
        assertEquals(1, kernel.warnings());
    }

    @ParameterizedTest
    @EnumSource
    void setError_outOfRange_warns(Kind kind) {
        Fence fence = kind.make(kernel);
        fence.setError(-Errno.MAX_ERRNO);
        fence.setError(-1);
        assertEquals(0, kernel.warnings());
        fence.setError(0);
        fence.setError(5);
        fence.setError(-Errno.MAX_ERRNO - 1);
        assertEquals(3, kernel.warnings());
    }
}
