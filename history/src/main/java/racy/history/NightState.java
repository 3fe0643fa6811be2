// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

/** How far a night came. */
public enum NightState {
    /** Every part of the plan has its bundle, and no work was broken off. */
    COMPLETE,
    /** The budget or a signal ended it before every test had a fork, or a shard is missing: never green. */
    PARTIAL
}
