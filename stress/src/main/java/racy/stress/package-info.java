// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The stress tests. There is one file for each review question or race. Its nested classes are variants, from the racy
 * one to the fixed one. This package may depend on the model and on JCStress's annotations and results. It never
 * depends on {@code racy.stress.runner}, which runs the tests.
 *
 * <p>A test inherits as much as possible. A scene is its superclass, with its state and what happened before. The
 * outcome table is in the test or, if several tests share it, in an interface that {@code @JCStressMeta} names. The
 * {@link racy.review.Probe} on the file's class says what its tests are evidence for, so that a test states only its
 * variant, its expectation and its twin. JCStress looks for {@code @JCStressTest}, {@code @State}, {@code @Actor} and
 * {@code @Arbiter} only on the test's own class, so each test repeats these.
 */
package racy.stress;
