// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

/** An engine cannot work; the message says why and what to do. */
public final class EvidenceException extends Exception {
    private static final long serialVersionUID = 1;

    public EvidenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
