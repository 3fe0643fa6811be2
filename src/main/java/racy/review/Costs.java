// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Optional;

/** What a variant costs on the fast path, if that was measured. */
@FunctionalInterface
public interface Costs {
    /** Nothing was measured. */
    Costs UNKNOWN = variant -> Optional.empty();

    /** A few words: the number, its ratio to as posted in the same run, and where it was measured. */
    Optional<String> of(String variant);
}
