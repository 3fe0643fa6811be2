// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.nio.file.Path;
import java.util.List;
import racy.history.bundle.PartManifest;

/** Says which benchmarks look so much worse that they are measured again before the bundle is sealed. */
@FunctionalInterface
public interface Confirmation {
    /** Nothing to compare with. */
    Confirmation NONE = (part, bench) -> List.of();

    /**
     * Decides once a part's benchmarks are measured.
     *
     * @param bench the part's {@code bench.json}
     * @return full names, of {@link PartManifest#benchmarks}; empty for none
     */
    List<String> again(PartManifest part, Path bench);
}
