// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

/** Foreign text for people: one line, no controls, no length without end. */
public final class Plain {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int LONGEST = 200;
    private static final int LONGEST_BLOCK = 20_000;

    private Plain() {}

    /** One line. */
    public static String line(String text) {
        return shortened(clean(text, false), LONGEST);
    }

    /** Lines stay lines. */
    static String block(String text) {
        return shortened(clean(text, true), LONGEST_BLOCK);
    }

    private static String shortened(String text, int longest) {
        int length = text.codePointCount(0, text.length());
        return length <= longest ? text : text.substring(0, text.offsetByCodePoints(0, longest)) + "…";
    }

    private static String clean(String text, boolean lines) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\n' && lines) {
                clean.append('\n');
            } else if (c == '\t' || c == '\n' || c == '\r') {
                clean.append(' ');
            } else {
                clean.appendCodePoint(isHarmless(c) ? c : REPLACEMENT);
            }
        });
        return clean.toString();
    }

    /**
     * Not a control, nor what turns the direction of the text around it, nor half a character, nor what XML 1.0 has no
     * place for.
     */
    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> (c & 0xFFFE) != 0xFFFE;
        };
    }
}
