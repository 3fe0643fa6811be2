// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;

/** How something happens. An engine that samples has counted it and cannot tell how; then there is none. */
public sealed interface Witness permits Interleaving, Witness.Printed {
    /** As text, ready to print; no line is longer than {@link Interleaving#WIDTH} where that can be had. */
    List<String> lines();

    /** A witness of which only the text was kept. */
    record Printed(List<String> lines) implements Witness {
        public Printed {
            lines = List.copyOf(lines);
        }
    }
}
