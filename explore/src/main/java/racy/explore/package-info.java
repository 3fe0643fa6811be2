// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Explores programs: every interleaving of a few threads, under a memory model. {@link racy.explore.Explorer} takes a
 * JCStress test and returns every outcome that it can have, with an interleaving for each.
 *
 * <p>{@code racy.explore.vm} interprets bytecode. Its threads, stacks and objects can be saved, compared and restored.
 * {@code racy.explore.search} visits every state. {@code racy.explore.jcstress} reads the annotations of a test. They
 * depend on the core's evidence types only, and know nothing of Racy's own tests. {@code racy.explore.stage} and {@code
 * racy.explore.scene} know Racy's model: they explore the whole driver.
 */
package racy.explore;
