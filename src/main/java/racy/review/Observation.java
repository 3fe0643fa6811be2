// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import racy.kernel.Violation;

/**
 * What one engine saw of one test or script: the smallest piece of evidence.
 *
 * @param engine id of the engine
 * @param subject what it is about
 * @param effort what was done
 * @param finding what was found
 * @param failures what broke: outcomes that are not graded or forbidden, JVMs that died or hung
 * @param command the command that reproduces it; empty if there is none
 */
public record Observation(
        String engine, Subject subject, Effort effort, Finding finding, List<String> failures, String command) {
    public Observation {
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(effort, "effort");
        Objects.requireNonNull(finding, "finding");
        Objects.requireNonNull(command, "command");
        failures = List.copyOf(failures);
    }

    public String name() {
        return subject.name();
    }

    public Set<String> questions() {
        return subject.questions();
    }

    public String variant() {
        return subject.variant();
    }

    public Expectation expectation() {
        return subject.expectation();
    }

    public long hits() {
        return finding.hits();
    }

    /** What was looked for was seen. */
    public boolean isWitnessed() {
        return finding.hits() > 0;
    }

    /** The engine looked at something. */
    public boolean isTried() {
        return effort.isTried();
    }

    /** The violations that were looked for and seen. */
    public Set<Violation> found() {
        Set<Violation> found = new TreeSet<>(subject.wanted());
        found.retainAll(finding.seen());
        return found;
    }

    /** One line, as litmus tools print it: {@code Observation NAME Sometimes|Never hits misses}. */
    public String line() {
        return "Observation " + name() + " " + (isWitnessed() ? "Sometimes" : "Never") + " " + hits() + " "
                + (effort.executions() - hits());
    }
}
