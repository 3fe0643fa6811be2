// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

/** Where a night's numbers come from. */
public enum Origin {
    /** They were measured on a machine. */
    MEASURED,
    /** A generator made them, to show what the pages look like. They are evidence of nothing. */
    DEMONSTRATION
}
