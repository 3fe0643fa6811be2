// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The engine that runs the stress tests over JCStress's public API: a catalogue, a plan of forks, one fork at a time, a
 * ledger that is flushed after each fork, and summaries with bounds. May depend on JCStress, Jackson, the annotations
 * of {@code racy.stress} and the violation vocabulary. Of {@code racy.review} it may use what a test says about itself
 * and the rule for teeth. It depends on no stress test and on nothing else of the model.
 */
package racy.stress.runner;
