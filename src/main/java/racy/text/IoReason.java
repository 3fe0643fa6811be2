// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file could not be read or written, in words: an exception of a file system may have only its path as a message. */
public final class IoReason {
    private IoReason() {}

    /** One line with the path, where the system tells one. */
    public static String of(IOException e) {
        if (e instanceof FileSystemException file && file.getFile() != null && file.getReason() == null) {
            return file.getFile() + ": " + kind(file);
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String kind(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "is there, and is no directory";
        }
        if (e instanceof NotDirectoryException) {
            return "is no directory";
        }
        return e.getClass().getSimpleName();
    }
}
