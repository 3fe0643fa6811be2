// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.util.Optional;

/** One format. */
interface Export {
    /** The file's content; empty if there is nothing that this format tells. */
    Optional<String> text(NightFacts facts);
}
