// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

/**
 * A JDK that can run.
 *
 * @param label unique within a night and stable over updates, such as {@code 17}
 * @param home its directory
 * @param version as the property {@code java.version} names it
 */
public record Jdk(String label, String home, String version) {}
