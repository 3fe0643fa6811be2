// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Cancellation;
import racy.driver.Design;
import racy.driver.RocketTask;

/** Cancelled is set after drm_sched_stop(), on the inference whose task reset claimed. */
public final class CancelsClaimedAfterStop extends Variant.Mutant {
    public CancelsClaimedAfterStop() {
        super(
                "cancel-claimed-after-stop",
                "cancelled is set after drm_sched_stop(), on the inference whose task reset claimed",
                "which inference a timeout must hit");
    }

    @Override
    public void apply(Design design) {
        design.cancellation = new Cancellation() {
            @Override
            public void afterClaim(RocketTask bad, RocketTask claimed) {
                if (claimed != null) {
                    claimed.job().writeOnceCancelled();
                }
            }
        };
    }
}
