// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.time.Duration;

/**
 * How far an engine has come.
 *
 * @param engine its id
 * @param now what it is doing, in a few words
 * @param done tests that it has looked at
 * @param of how many tests there are
 * @param detail more for the reader, such as a number of forks; may be empty
 * @param elapsed time since the engine began
 * @param remaining the longest time until it ends
 */
public record Progress(
        String engine, String now, int done, int of, String detail, Duration elapsed, Duration remaining) {}
