// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** The kernel dereferenced NULL. The context that did so dies here. */
public final class Oops extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Oops(String message) {
        super(message);
    }
}
