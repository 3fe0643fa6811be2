// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Attachment;
import racy.driver.Design;
import racy.driver.RocketCore;
import racy.driver.RocketTask;

/** Reset detaches the domain and sets job->core to NULL. */
public final class DetachesInResetClearingCore extends Variant.Mutant {
    public DetachesInResetClearingCore() {
        super(
                "detach-in-reset-clear-core",
                "reset detaches the domain and sets job->core to NULL",
                "whether reset can detach if it clears job->core");
    }

    @Override
    public void apply(Design design) {
        design.attachment = new Attachment.OncePerInference() {
            @Override
            public void beforeHardwareReset(RocketCore core, RocketTask bad) {
                if (bad.job().core() != null) {
                    core.iommuGroup.detach();
                    bad.job().setCore(null);
                }
            }
        };
    }
}
