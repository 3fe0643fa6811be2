// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package othernpu;

import java.util.List;
import racy.driver.variant.Variant;
import racy.driver.variant.VariantProvider;

/** Provides a variant whose id Racy uses already. */
public final class CalledAsOurs implements VariantProvider {
    @Override
    public List<Variant> variants() {
        return List.of(Variant.fix("v2", "nothing", "nothing", design -> {}));
    }
}
