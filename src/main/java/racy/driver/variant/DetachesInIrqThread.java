// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Attachment;
import racy.driver.Design;
import racy.driver.RocketCore;
import racy.driver.RocketTask;

/** The IRQ thread detaches the domain at the inference's last task. */
public final class DetachesInIrqThread extends Variant.Mutant {
    public DetachesInIrqThread() {
        super(
                "detach-in-irq",
                "the IRQ thread detaches the domain at the inference's last task",
                "whether the IRQ thread can detach as it did before");
    }

    @Override
    public void apply(Design design) {
        design.attachment = new Attachment.OncePerInference() {
            @Override
            public void irqThread(RocketCore core, RocketTask task) {
                if (task.isLastOfInference()) {
                    core.iommuGroup.detach();
                    task.job().setCore(null);
                }
            }
        };
    }
}
