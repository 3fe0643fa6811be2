// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

/** Text from a file, for a terminal. */
final class Printable {
    private Printable() {}

    /** Without what a terminal would obey. */
    static String of(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }
}
