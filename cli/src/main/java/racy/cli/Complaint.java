// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;

/** What a command tells of a failure: one line. */
final class Complaint {
    private Complaint() {}

    /** Prints it. What a path or an option brought is shown without its controls, which would break the line. */
    static void print(CommandLine command, String message) {
        command.getErr().println("racy: " + String.valueOf(message).replaceAll("\\p{Cntrl}+", "?"));
    }

    /** Why, for the user: also where the exception's own message is only the name of the file. */
    static String reason(IOException e) {
        if (e instanceof FileSystemException file && file.getReason() == null) {
            return file.getFile() + ": " + reason(file);
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String reason(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return "it is no folder";
        }
        return e.getClass().getSimpleName();
    }
}
