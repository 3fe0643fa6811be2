// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import racy.outside.Limits;
import racy.outside.OutsideFile;

/** How JSON is read that somebody else may have written. */
public final class OutsideJson {
    /** Long enough for what is wrong, and not for a text that a file brought. */
    private static final int REASON = 300;

    private OutsideJson() {}

    /**
     * Reads JSON within {@link Limits}.
     *
     * @param tokens how many values, names and brackets one document may have
     */
    public static JsonFactory factory(long tokens) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Limits.DEPTH)
                        .maxStringLength(Limits.TEXT)
                        .maxNumberLength(Limits.NUMBER)
                        .maxTokenCount(tokens)
                        .build())
                .build();
    }

    /** What is wrong, in one line. */
    public static String reason(JsonProcessingException e) {
        return OutsideFile.cut(e.getOriginalMessage(), REASON);
    }
}
