// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

/** What the author of a test or a script expects it to show of the violation that it looks for. */
public enum Expectation {
    /** A seeded race. It must be witnessed, or the engine has no teeth. */
    SEEDED,
    /** The code or the memory model allows it. This engine or this CPU may or may not show it. */
    ALLOWED,
    /** It must not be seen. */
    SAFE,
    /** No expectation: the result is the answer. */
    OPEN
}
