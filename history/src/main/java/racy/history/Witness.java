// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import java.util.List;
import java.util.Optional;
import racy.kernel.Violation;

/**
 * How a race happens, or how to see it again.
 *
 * @param jdk where it was seen
 * @param name the test or the script
 * @param how it happens; empty for an engine that only counts
 * @param command what reproduces it
 */
public record Witness(
        String night,
        String jdk,
        String question,
        String variant,
        String engine,
        String name,
        Optional<Violation> violation,
        String what,
        long hits,
        long samples,
        List<racy.review.Witness> how,
        String command) {
    public Witness {
        how = List.copyOf(how);
    }
}
