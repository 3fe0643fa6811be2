// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.time.Duration;

/**
 * How far a night is.
 *
 * @param jdk label of the JDK in hand
 * @param elapsed since this sitting began
 * @param left of the whole night's budget
 */
public record NightProgress(String jdk, WorkerReport worker, Duration elapsed, Duration left) {}
