// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;
import racy.text.Plain;

/**
 * A part of an answer.
 *
 * @param title a word or two; empty for the part that comes first
 * @param prose sentences that are wrapped; each element is a paragraph
 * @param lines printed as they are; each element is a line of at most {@link TextWrap#COLUMNS} columns if possible
 */
record Section(String title, List<String> prose, List<String> lines) {
    // Much of it may come from a run that somebody else made.
    private static final int LONGEST_PARAGRAPH = 4000;
    private static final int LONGEST_LINE = 1000;

    Section {
        prose = prose.stream().map(text -> Plain.line(text, LONGEST_PARAGRAPH)).toList();
        lines = lines.stream().map(text -> Plain.line(text, LONGEST_LINE)).toList();
    }

    boolean isEmpty() {
        return prose.isEmpty() && lines.isEmpty();
    }
}
