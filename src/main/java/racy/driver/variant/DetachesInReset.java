// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Attachment;
import racy.driver.Design;
import racy.driver.RocketCore;
import racy.driver.RocketTask;

/** Reset detaches the domain and leaves job->core set. */
public final class DetachesInReset extends Variant.Mutant {
    public DetachesInReset() {
        super(
                "detach-in-reset",
                "reset detaches the domain and leaves job->core set",
                "whether reset can simply detach");
    }

    @Override
    public void apply(Design design) {
        design.attachment = new Attachment.OncePerInference() {
            @Override
            public void beforeHardwareReset(RocketCore core, RocketTask bad) {
                core.iommuGroup.detach();
            }
        };
    }
}
