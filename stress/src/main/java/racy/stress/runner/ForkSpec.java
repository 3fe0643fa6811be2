// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.List;

/**
 * Everything about a fork that can be decided in advance. It is enough to run the fork again.
 *
 * @param test the test's name
 * @param fork its number among the test's forks, from 0
 * @param compileMode JCStress's number for the compiler of each actor
 * @param jvmArgs arguments besides those that every fork has; the stress seed is one of them
 */
public record ForkSpec(String test, int fork, int compileMode, List<String> jvmArgs, ForkSettings settings) {
    public ForkSpec {
        if (fork < 0) {
            throw new IllegalArgumentException(fork + " is no number of a fork");
        }
    }
}
