// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.DomainPerCore;

/** A domain stays bound to its core and is changed only in run_job and in reset. */
public final class BindsDomainPerCore extends Variant.Fix {
    public BindsDomainPerCore() {
        super(
                "domain-per-core",
                "a domain stays bound to its core and is changed only in run_job and in reset",
                "no inference depends on another one's last put");
    }

    @Override
    public void apply(Design design) {
        design.attachment = new DomainPerCore();
    }
}
