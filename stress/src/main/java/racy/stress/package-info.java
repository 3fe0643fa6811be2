// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The stress tests: one file a review question or race, nested classes as its variants, from the racy one to the fixed
 * one. May depend on the model and on JCStress's annotations and results; never on {@code racy.stress.runner}, which
 * runs them.
 *
 * <p>A test inherits all it can. Its state and what happened before is a scene, a superclass. Its outcome table is its
 * own or, where several tests have the same, an interface that {@code @JCStressMeta} names. What the file's tests are
 * evidence for is said by {@link racy.review.Probe} on the file's class, so that a test says its variant, what is
 * expected and its twin. JCStress looks for {@code @JCStressTest}, {@code @State}, {@code @Actor} and {@code @Arbiter}
 * on the test's own class only, so these are there each time.
 */
package racy.stress;
