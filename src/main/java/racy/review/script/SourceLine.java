// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.lang.StackWalker.StackFrame;
import racy.driver.DriverJudge;
import racy.kernel.Preemption;
import racy.kernel.Violations;

/** The line of the model's source at which a context is. */
final class SourceLine {
    private static final String SCRIPT = SourceLine.class.getPackageName() + ".";

    private SourceLine() {}

    /** The innermost line of the model on the stack, such as {@code File.java:12}; not of its judge. Null if there is none. */
    static String ofModel() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(SourceLine::isModel)
                        .findFirst()
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse(null));
    }

    private static boolean isModel(StackFrame frame) {
        String type = frame.getClassName();
        return type.startsWith("racy.")
                && !type.startsWith(SCRIPT)
                && !type.equals(Preemption.class.getName())
                && !type.equals(Violations.class.getName())
                && !type.equals(DriverJudge.class.getName());
    }
}
