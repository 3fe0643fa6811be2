// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

/** A script that cannot go on: a deadlock of its contexts, one that never comes back, or a mistake in the script. */
public final class ScriptFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ScriptFailure(String message) {
        super(message);
    }
}
