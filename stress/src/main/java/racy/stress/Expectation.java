// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

/** What a stress test is expected to show of the violation it probes. */
public enum Expectation {
    /** A seeded race: it must be witnessed, or the run has no teeth. */
    SEEDED,
    /** The memory model or the code allows it; this CPU may or may not show it. */
    ALLOWED,
    /** It must not be seen. */
    SAFE
}
