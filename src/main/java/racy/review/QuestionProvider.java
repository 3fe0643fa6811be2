// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;

/**
 * Adds questions to {@link Questions}. A jar on the class path names its implementation in {@code
 * META-INF/services/racy.review.QuestionProvider}.
 */
public interface QuestionProvider {
    /** The questions, in the order in which they are listed. */
    List<Question> questions();
}
