// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;

/**
 * A part of an answer.
 *
 * @param title a word or two; empty for the part that comes first
 * @param prose sentences, to be wrapped; one element a paragraph
 * @param lines set as they are, one element a line, at most {@link TextWrap#COLUMNS} columns where that can be had
 */
record Section(String title, List<String> prose, List<String> lines) {
    Section {
        prose = List.copyOf(prose);
        lines = List.copyOf(lines);
    }

    boolean isEmpty() {
        return prose.isEmpty() && lines.isEmpty();
    }
}
