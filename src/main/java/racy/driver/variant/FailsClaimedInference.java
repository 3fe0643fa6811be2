// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Cancellation;
import racy.driver.Design;
import racy.driver.RocketTask;

/** Reset fails the inference whose task it claimed, after the stop. If it claimed none, it fails the named one. */
public final class FailsClaimedInference extends Variant.Fix {
    public FailsClaimedInference() {
        super(
                "fail-claimed-inference",
                "reset fails the inference whose task it claimed, after the stop",
                "a timeout must hit the inference that is on the hardware");
    }

    @Override
    public void apply(Design design) {
        design.cancellation = new Cancellation() {
            @Override
            public void afterClaim(RocketTask bad, RocketTask claimed) {
                // If it claimed none, the task is done, but the reset wipes what the task's inference left on the chip.
                (claimed != null ? claimed : bad).job().writeOnceCancelled();
            }
        };
    }
}
