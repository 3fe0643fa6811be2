// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The stress tests: one file per review question, nested classes as its variants. May depend on the model and on
 * JCStress's annotations and results; never on {@code racy.stress.runner}, which runs them.
 */
package racy.stress;
