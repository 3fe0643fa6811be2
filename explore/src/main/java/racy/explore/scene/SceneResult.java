// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of exploring a scene with a variant of the driver.
 *
 * @param ways for each thing that went wrong the roles that moved, one after the other, on a way to it with few
 *     preemptions
 * @param ends the sets of what went wrong with which a schedule ended
 * @param states of the last search, which is the one with the highest bound
 * @param preemptions the most preemptions that were allowed; {@link #UNBOUNDED} if any number was
 * @param gaveUp why the search ended early; null if it visited every state within its bound
 */
public record SceneResult(
        String scene,
        String variant,
        Grain grain,
        Map<String, List<Integer>> ways,
        Set<String> ends,
        long states,
        long transitions,
        int preemptions,
        String gaveUp,
        double seconds) {
    /** Any number of preemptions. */
    public static final int UNBOUNDED = SceneSearch.ANY;

    /** Whether no schedule was left out. */
    public boolean isExhaustive() {
        return gaveUp == null && preemptions == UNBOUNDED;
    }

    /** How far it looked, as in "none, ...". */
    public String extent() {
        String bound = preemptions == UNBOUNDED ? "exhaustive at " : "up to " + preemptions + " preemptions at ";
        return gaveUp == null ? bound + grain.words() : "gave up: " + gaveUp;
    }
}
