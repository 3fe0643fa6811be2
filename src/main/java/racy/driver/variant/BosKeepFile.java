// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** Buffers hold a reference to their file's private data. */
public final class BosKeepFile extends Variant.Fix {
    public BosKeepFile() {
        super("bos-keep-file", "buffers hold a reference to their file's private data", "buffers outlive close()");
    }

    @Override
    public void apply(Design design) {
        design.fileRefcounted = true;
    }
}
