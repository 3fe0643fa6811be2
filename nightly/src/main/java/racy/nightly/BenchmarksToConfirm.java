// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.nio.file.Path;
import java.util.List;
import racy.history.bundle.PartManifest;

/**
 * Decides which benchmarks look so much slower than before that they are measured again, to confirm it or not. That
 * happens before the bundle is sealed.
 */
@FunctionalInterface
public interface BenchmarksToConfirm {
    /** Nothing to compare with. */
    BenchmarksToConfirm NONE = (part, bench) -> List.of();

    /**
     * Decides once a part's benchmarks are measured.
     *
     * @param bench the part's {@code bench.json}
     * @return full names, of {@link PartManifest#benchmarks}; empty for none
     */
    List<String> of(PartManifest part, Path bench);
}
