// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.ArrayList;
import java.util.List;

/** Plain text for mail: 72 columns, no markup. */
public final class TextWrap {
    public static final int COLUMNS = 72;

    private TextWrap() {}

    /**
     * Breaks {@code text} at spaces. A word longer than a line gets its own line. Every line starts with {@code
     * indent}.
     */
    public static List<String> wrap(String text, String indent) {
        return wrap(text, indent, indent);
    }

    /** The same as {@link #wrap(String, String)}, with a different indent for the first line. */
    public static List<String> wrap(String text, String first, String others) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean fresh = true;
        for (String word : text.split(" ")) {
            if (!fresh && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(others);
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
