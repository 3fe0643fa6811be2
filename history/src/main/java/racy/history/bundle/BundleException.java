// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.nio.file.Path;
import racy.outside.OutsideFile;

/** A bundle cannot be read or written; the message is for the user, and names the file and, in it, the line. */
public class BundleException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Longer than any path and what is said of it. */
    private static final int LONGEST = 6_000;

    public BundleException(String message) {
        this(message, null);
    }

    /** One line; what a terminal would obey, which a file may have brought here, is left out. */
    public BundleException(String message, Throwable cause) {
        super(OutsideFile.cut(message, LONGEST), cause);
    }

    /** The JVM has too little memory for a bundle. */
    public static BundleException outOfMemory(Path directory, OutOfMemoryError e) {
        return new BundleException(
                directory + ": out of memory while it was read; RACY_JAVA_OPTS=-Xmx2g gives it more", e);
    }
}
