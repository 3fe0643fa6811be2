// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import racy.kernel.Violation;

/**
 * What one test or script showed.
 *
 * @param engine which engine made it
 * @param name the test or script, as users name it
 * @param questions ids of the questions it bears on
 * @param variant id of the driver it ran, or empty when it isolates an idea
 * @param violation of what was looked for what was seen most, or, if nothing was, the first; null for what the vocabulary
 *     has no word for: an idea's outcome, an oops
 * @param race id of the known race it is about, or empty
 * @param expectation what it was expected to show
 * @param what what happens, in one line; for a test without a hit what would
 * @param hits executions that show it
 * @param samples executions looked at
 * @param forks JVMs that ran to their end; for an engine without forks 1
 * @param forksWithHits those with a hit
 * @param bound with no hit: the share of forks that may show it and yet not have done so here, at 95%; null otherwise
 * @param seconds time spent
 * @param secondsToFirst time until the first witness was in; null without one
 * @param twin the seeded mutant of the same shape that proves the engine's teeth, or empty
 * @param wanted all that was looked for
 * @param seen every violation that the executions showed, looked for or not
 * @param failures what broke: ungraded or forbidden outcomes, JVMs that died or hung
 * @param witness how it happens, as lines of text ready to print; empty without one
 * @param command what reproduces it
 */
public record Observation(
        String engine,
        String name,
        Set<String> questions,
        String variant,
        Violation violation,
        String race,
        Expectation expectation,
        String what,
        long hits,
        long samples,
        int forks,
        int forksWithHits,
        Double bound,
        double seconds,
        Double secondsToFirst,
        String twin,
        Set<Violation> wanted,
        Set<Violation> seen,
        List<String> failures,
        List<String> witness,
        String command) {
    public Observation {
        questions = Set.copyOf(questions);
        wanted = Set.copyOf(wanted);
        seen = Set.copyOf(seen);
        failures = List.copyOf(failures);
        witness = List.copyOf(witness);
    }

    /** It was seen. */
    public boolean isWitnessed() {
        return hits > 0;
    }

    /** It was looked for at all, and something came of it. */
    public boolean isTried() {
        return samples > 0;
    }

    /** Of what was looked for, what was seen. */
    public Set<Violation> found() {
        Set<Violation> found = new TreeSet<>();
        found.addAll(wanted);
        found.retainAll(seen);
        return found;
    }

    /** The field's line: {@code Observation NAME Sometimes|Never hits misses}. */
    public String line() {
        return "Observation " + name + " " + (isWitnessed() ? "Sometimes" : "Never") + " " + hits + " "
                + (samples - hits);
    }
}
