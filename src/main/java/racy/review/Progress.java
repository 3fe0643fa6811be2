// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.time.Duration;

/**
 * Where an engine stands.
 *
 * @param engine its id
 * @param now what it is doing, in a few words
 * @param done tests that are looked at
 * @param of how many there are
 * @param detail more for the reader, such as a number of forks; may be empty
 * @param elapsed time since it began
 * @param remaining time until it ends at the latest
 */
public record Progress(
        String engine, String now, int done, int of, String detail, Duration elapsed, Duration remaining) {}
