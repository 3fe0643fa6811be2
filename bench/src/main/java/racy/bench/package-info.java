// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The JMH benchmarks. They measure the cost of signalling a fence, claiming a slot and submitting an inference, as
 * ratios to floors of the same run. May depend on the model and on JMH. Nothing in the model depends on this package.
 */
package racy.bench;
