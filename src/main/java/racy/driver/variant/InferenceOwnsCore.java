// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** A core runs no task of another inference until the owner's last one was scheduled. */
public final class InferenceOwnsCore extends Variant.Fix {
    public InferenceOwnsCore() {
        super(
                "inference-owns-core",
                "a core runs no task of another inference until the owner's last was scheduled; wants core-chosen-once and dependencies-on-first",
                "on-chip state and the domain belong to one inference at a time");
    }

    @Override
    public void apply(Design design) {
        design.inferenceOwnsCore = true;
    }
}
