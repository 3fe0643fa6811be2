// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** The patch, line for line. */
public final class AsPosted extends Variant.Base {
    public AsPosted() {
        super("as-posted", Origin.AS_POSTED, "the patch, line for line", "what the mail asks about");
    }

    @Override
    public void apply(Design design) {
        // Changes nothing, because a design starts as posted.
    }
}
