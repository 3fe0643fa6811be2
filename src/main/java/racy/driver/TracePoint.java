// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** Where the IRQ thread has a trace point that reads the task which it completes. */
public enum TracePoint {
    NONE,
    BEFORE_SIGNAL,
    AFTER_SIGNAL
}
