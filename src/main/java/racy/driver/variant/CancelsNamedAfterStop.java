// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Cancellation;
import racy.driver.Design;
import racy.driver.RocketTask;

/** Cancelled is set after drm_sched_stop(), on the inference that the scheduler named. */
public final class CancelsNamedAfterStop extends Variant.Mutant {
    public CancelsNamedAfterStop() {
        super(
                "cancel-named-after-stop",
                "cancelled is set after drm_sched_stop(), on the inference that the scheduler named",
                "whether cancelled must be set before the stop");
    }

    @Override
    public void apply(Design design) {
        design.cancellation = new Cancellation() {
            @Override
            public void afterClaim(RocketTask bad, RocketTask claimed) {
                bad.job().writeOnceCancelled();
            }
        };
    }
}
