// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

/**
 * The launcher runs this before Racy, with the same JVM, options and class path. If it prints its sentence, the JVM
 * starts and the jar is readable. A JVM that cannot start ends with 1, and nothing inside of it can change that.
 */
final class Probe {
    private Probe() {}

    /** Loads what comes next, because a damaged {@link Launch} could not tell of itself. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Class.forName("racy.cli.Launch");
        System.out.println("Racy can start.");
    }
}
