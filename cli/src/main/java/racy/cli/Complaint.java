// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import picocli.CommandLine;
import racy.text.Plain;

/** What a command tells of a failure: one line. */
final class Complaint {
    private Complaint() {}

    /** Prints it. What a path or an option brought may hold controls, which would break the line. */
    static void print(CommandLine command, String message) {
        command.getErr().println("racy: " + Plain.whole(String.valueOf(message)));
    }
}
