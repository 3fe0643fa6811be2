// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** The inference takes its domain before anything can fail. */
public final class TakesDomainFirst extends Variant.Fix {
    public TakesDomainFirst() {
        super(
                "domain-first",
                "the inference takes its domain before anything can fail",
                "error paths must not put NULL");
    }

    @Override
    public void apply(Design design) {
        design.domainFirst = true;
    }
}
