// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import picocli.CommandLine.Option;

/** The option that says whether a command prints for people or for programs. */
final class FormatOption {
    /** How a command prints. */
    enum Format {
        text,
        json
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    boolean isJson() {
        return format == Format.json;
    }
}
