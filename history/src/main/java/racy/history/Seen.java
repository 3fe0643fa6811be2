// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import java.util.stream.Stream;

/**
 * That an outcome of a test was seen on a JDK in an environment, in some night.
 *
 * @param fingerprint of the environment, see {@link racy.history.bundle.Fingerprint}
 * @param outcome its id
 */
public record Seen(String test, String jdk, String fingerprint, String outcome) {
    /** What a night's test shows. */
    public static Stream<Seen> in(StressNight test) {
        return test.outcomes().stream()
                .map(outcome -> new Seen(
                        test.test().name(),
                        test.jdk(),
                        test.fingerprint(),
                        outcome.total().id()));
    }

    /** The same outcome of the same test on the same JDK, in this environment. */
    public Seen at(String environment) {
        return new Seen(test, jdk, environment, outcome);
    }
}
