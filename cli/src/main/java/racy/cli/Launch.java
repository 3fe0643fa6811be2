// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.File;
import java.io.IOException;
import java.util.zip.ZipFile;

/**
 * The entry point of the one jar. Whatever keeps Racy from starting ends with 3, a class that cannot be loaded too. The
 * JVM alone would end with 1, which means that something was seen that may not happen. So this class uses as little of
 * Racy as it can.
 */
public final class Launch {
    /** As {@link ExitCode#INFRASTRUCTURE}, a class that may be the one that cannot be loaded. */
    private static final int INFRASTRUCTURE = 3;

    private Launch() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        int code = INFRASTRUCTURE;
        try {
            code = isClassPathReadable() ? Main.run(args) : INFRASTRUCTURE;
        } catch (Throwable e) {
            code = INFRASTRUCTURE;
            System.err.println("racy: cannot start: " + e + "; if the jar is damaged, build it anew");
        } finally {
            System.exit(code);
        }
    }

    /** A JVM passes over a jar that is not there, and the tests in it would be missing without a word. */
    private static boolean isClassPathReadable() {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.isEmpty() && !new File(entry).isDirectory()) {
                try {
                    new ZipFile(entry).close();
                } catch (IOException e) {
                    System.err.println("racy: RACY_CLASS_PATH: cannot read " + entry + ": " + reason(e));
                    return false;
                }
            }
        }
        return true;
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
