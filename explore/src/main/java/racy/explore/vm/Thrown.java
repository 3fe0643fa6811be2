// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/** An exception of the explored program, on its way to its handler. */
final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1;

    final transient Obj exception;

    Thrown(Obj exception) {
        super(exception.klass.javaName(), null, false, false);
        this.exception = exception;
    }
}
