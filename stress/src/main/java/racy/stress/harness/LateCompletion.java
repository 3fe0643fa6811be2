// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import racy.driver.variant.Variants;
import racy.kernel.Window;
import racy.npu.NpuProgram.Behaviour;
import racy.stress.harness.DriverHarness.Inference;

/**
 * The scene of most races with reset: the first inference's task runs for so long that its timeout has expired, and now
 * it completes. The IRQ thread and the timeout workqueue run together.
 */
public abstract class LateCompletion extends DriverSample {
    /** Its only task is late. */
    public static final Inference LATE = new Inference(0, Behaviour.LATE);

    /**
     * Its first task is late. As posted, such a one is freed before the next client attaches, since the task that is still
     * queued gives the free work its turn; else R5 keeps {@link #NEXT} from being published.
     */
    public static final Inference LATE_OF_TWO = new Inference(0, Behaviour.LATE, Behaviour.COMPLETES);

    /** Another client's; waits behind the late one. */
    public static final Inference NEXT = new Inference(1, Behaviour.COMPLETES);

    protected LateCompletion(HarnessPool pool) {
        super(pool);
        for (int i = 0; i < driver.inferences(); i++) {
            driver.push(i);
        }
        driver.submitWorkers();
        driver.letTimeoutExpire();
        driver.npu();
    }

    /** One core, two clients; the first inference is the late one. */
    public static HarnessPool pool(String variant, Inference... inferences) {
        return new HarnessPool(() -> new DriverHarness(Variants.of(variant), 1, 2, inferences));
    }

    /** As the other, with a context that is held up at one window until another one has passed a second. */
    public static HarnessPool pool(String variant, Window where, Window until, Inference... inferences) {
        return new HarnessPool(() ->
                new DriverHarness(Variants.of(variant).design(), new DelayedAtWindow(where, until), 1, 2, inferences));
    }

    /** The timeout workqueue: timeout, reset, restart; then the submit workqueue runs. */
    protected final void timeoutAndRestart() {
        driver.timeout();
        driver.submitWorkers();
    }
}
