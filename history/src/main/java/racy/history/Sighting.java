// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import java.time.Instant;
import racy.stress.runner.Outcome;

/**
 * An outcome of a test in a night: where it was ever seen.
 *
 * @param total its samples in that night, with the grade they had
 * @param forks forks that ran to their end and showed it
 * @param ofForks forks that ran to their end
 */
public record Sighting(
        String test,
        String jdk,
        String night,
        Instant started,
        String revision,
        String fingerprint,
        Outcome total,
        int forks,
        int ofForks) {}
