// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.List;

/**
 * Adds scenarios to {@link Scenarios}. A jar on the class path names its implementation in {@code
 * META-INF/services/racy.review.script.ScenarioProvider}. Then each of its scenarios is played on every variant.
 */
public interface ScenarioProvider {
    /** The scenarios, in the order in which they are listed. */
    List<Scenario> scenarios();
}
