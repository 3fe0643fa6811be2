// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

/** What whoever wrote a test or a script expects it to show of the violation it looks for. */
public enum Expectation {
    /** A seeded race: it must be witnessed, or the engine has no teeth. */
    SEEDED,
    /** The code or the memory model allows it; this engine or this CPU may or may not show it. */
    ALLOWED,
    /** It must not be seen. */
    SAFE,
    /** Nobody has said: whatever comes of it is the answer. */
    OPEN
}
