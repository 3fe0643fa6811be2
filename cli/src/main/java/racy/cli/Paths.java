// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/** Paths from the command line. */
final class Paths {
    private Paths() {}

    static Path parse(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("an empty path; . is the current directory");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is no path: " + e.getReason());
        }
    }
}
