// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import racy.history.bundle.EngineFindings;

/**
 * How a command ends: what it found, and the process's exit code for that. A command that found several things ends
 * with the one that is declared first here.
 *
 * <p>{@link #USAGE}, and {@link #INFRASTRUCTURE} where it ends the whole command, leave nothing to choose from: the
 * command has found nothing. Where only a part of the work failed, as one fork of many, {@link #INFRASTRUCTURE} is one
 * of several findings. It comes after those that stand whatever else failed: a witness that was seen stays seen.
 */
enum ExitCode {
    USAGE(2, "usage: the command line is wrong"),
    CONTRADICTION(
            6, "engines contradict each other: one saw what another one excluded under a memory model that covers it"),
    FORBIDDEN(1, "an outcome was seen that may not happen, or a benchmark is slower and its re-run confirmed it"),
    INFRASTRUCTURE(
            3,
            "infrastructure: a fork failed, a file or the history cannot be read or written, a JVM cannot start; an"
                    + " error that ends the whole command comes before all other codes"),
    COVERAGE(
            4,
            "too little was run: a question without evidence (ask), a test without a fork (stress), a test that is out of"
                    + " model or was given up (explore), a night below its coverage floor (nightly), a shard that is"
                    + " missing (merge)"),
    LOST_TEETH(
            5, "lost teeth: a seeded race was tried and not seen; a \"not seen\" that rests on it counts for nothing"),
    UNDECIDED(
            5,
            "not enough evidence for a comparison: nothing compares, or a benchmark looks slower and nothing has"
                    + " confirmed it (bench compare, history diff)"),
    CLEAN(0, "clean");

    private final int value;
    private final String description;

    ExitCode(int value, String description) {
        this.value = value;
        this.description = description;
    }

    int value() {
        return value;
    }

    /** Decides from what was found; the order of the map does not matter. */
    static ExitCode of(Map<ExitCode, Boolean> found) {
        return first(found.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey));
    }

    /** What the engines found beside what their forks say. */
    static ExitCode of(EngineFindings engines) {
        return of(Map.of(
                CONTRADICTION,
                !engines.contradictions().isEmpty(),
                FORBIDDEN,
                !engines.unexpected().isEmpty(),
                INFRASTRUCTURE,
                !engines.failures().isEmpty(),
                LOST_TEETH,
                !engines.missedRaces().isEmpty()));
    }

    /** The one of these that comes first; with none of them all is clean. */
    static ExitCode first(Stream<ExitCode> found) {
        return found.min(Enum::compareTo).orElse(CLEAN);
    }

    /** For the help: each code and what it means, in the order of precedence. */
    static Map<String, String> help() {
        Map<String, String> help = new LinkedHashMap<>();
        Arrays.stream(values())
                .forEach(code -> help.merge(
                        Integer.toString(code.value), code.description, (first, second) -> first + "; or " + second));
        help.put("130, 143", "interrupted; what was measured so far is kept");
        return help;
    }
}
