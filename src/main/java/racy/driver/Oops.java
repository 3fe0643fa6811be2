// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** The kernel dereferenced NULL: the context that did it dies here. */
public final class Oops extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Oops(String message) {
        super(message);
    }
}
