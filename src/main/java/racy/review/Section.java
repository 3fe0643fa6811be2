// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;

/**
 * A part of an answer.
 *
 * @param title a word or two; empty for the part that comes first
 * @param prose sentences that are wrapped; each element is a paragraph
 * @param lines printed as they are; each element is a line of at most {@link TextWrap#COLUMNS} columns if possible
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
