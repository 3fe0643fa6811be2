// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Builds the execution graphs of a program and keeps those that a memory model's axioms allow. It depends on {@code
 * racy.explore.vm}.
 */
package racy.explore.axioms;
