// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The engine that runs the stress tests over JCStress's public API: a catalogue, a plan of forks, one fork at a time, a
 * ledger flushed after each, and summaries with bounds. May depend on JCStress, Jackson, {@code racy.stress}'s
 * annotations, the violation vocabulary and, of {@code racy.review}, what a test says of itself and the rule for teeth;
 * on no stress test and on nothing else of the model.
 */
package racy.stress.runner;
