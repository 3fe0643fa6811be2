// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;

/**
 * How something happens. An engine that samples counts its hits and cannot tell how they happened, so it has no witness
 * of this kind.
 */
public sealed interface Witness permits Interleaving, Witness.Printed {
    /** The witness as text, ready to print. Lines are at most {@link Interleaving#WIDTH} columns long if possible. */
    List<String> lines();

    /** A witness that was kept only as text. */
    record Printed(List<String> lines) implements Witness {
        public Printed {
            lines = List.copyOf(lines);
        }
    }
}
