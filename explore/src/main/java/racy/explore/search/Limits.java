// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.search;

/**
 * How far a search goes.
 *
 * @param preemptions on one way; a preemption is a switch to another thread although the running one could go on
 * @param steps on one way
 * @param executions final states that are counted
 * @param states that are visited
 */
public record Limits(int preemptions, long steps, long executions, long states) {
    /** The search visits ways with any number of preemptions. */
    public static final int ANY = Integer.MAX_VALUE;

    /** Nothing but the states is limited. */
    public static Limits ofStates(long states) {
        return new Limits(ANY, Long.MAX_VALUE, Long.MAX_VALUE, states);
    }
}
