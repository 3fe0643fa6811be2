// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.List;

/**
 * Everything that decides a fork but the weather; enough to run it again.
 *
 * @param test the test's name
 * @param fork its number among the test's forks, from 0
 * @param compileMode JCStress's number for the compiler of each actor
 * @param jvmArgs arguments beyond those every fork has, the stress seed among them
 */
public record ForkSpec(String test, int fork, int compileMode, List<String> jvmArgs, ForkSettings settings) {}
