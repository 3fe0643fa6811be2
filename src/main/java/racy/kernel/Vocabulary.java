// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.util.List;

/**
 * Words that a driver adds to the vocabulary of {@link Violation}. A jar on the class path names its implementation in
 * {@code META-INF/services/racy.kernel.Vocabulary}. Then outcomes, probes and stored runs may use these words.
 */
public interface Vocabulary {
    /** The words, made by {@link Violation#define}. */
    List<Violation> violations();
}
