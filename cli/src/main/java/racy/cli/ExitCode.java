// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

/** How a command ends; documented in {@code racy --help}. */
enum ExitCode {
    CLEAN(0),
    FORBIDDEN(1),
    USAGE(2),
    INFRASTRUCTURE(3),
    COVERAGE(4),
    NOT_ENOUGH_EVIDENCE(5),
    /** One engine saw what another one excludes under a memory model that covers it. */
    CONTRADICTION(6);

    private final int value;

    ExitCode(int value) {
        this.value = value;
    }

    int value() {
        return value;
    }
}
