// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** The implicit dependencies are the first task's. */
public final class DependenciesOnFirstTask extends Variant.Fix {
    public DependenciesOnFirstTask() {
        super(
                "dependencies-on-first",
                "the implicit dependencies are the first task's",
                "no task runs before its inputs are ready");
    }

    @Override
    public void apply(Design design) {
        design.dependenciesOnFirstTask = true;
    }
}
