// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Cancellation;
import racy.driver.Design;
import racy.driver.RocketTask;

/** Reset fails the inference whose task it claimed, after the stop. */
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
                RocketTask hung = claimed != null ? claimed : bad;
                if (!hung.fence().finished.isSignaled()) {
                    hung.job().writeOnceCancelled();
                }
            }
        };
    }
}
