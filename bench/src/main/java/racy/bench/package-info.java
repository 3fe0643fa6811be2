// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The JMH benchmarks: what signalling a fence, claiming a slot and submitting an inference cost, as ratios to floors
 * measured in the same run. May depend on the model and on JMH; nothing of the model depends on it.
 */
package racy.bench;
