// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** A run_job that answers an error marks the inference cancelled. */
public final class ErrorsFailInference extends Variant.Fix {
    public ErrorsFailInference() {
        super(
                "errors-fail-inference",
                "a run_job that answers an error marks the inference cancelled",
                "the completion fence must not say success");
    }

    @Override
    public void apply(Design design) {
        design.errorsFailInference = true;
    }
}
