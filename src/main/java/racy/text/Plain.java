// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.text;

import java.util.Locale;

/**
 * Text from outside, made safe to show: nothing in it is obeyed by a terminal, turns the text around it, or cannot be seen.
 * Each such character is replaced by U+FFFD, or by its number where the reader can see which it was.
 */
public final class Plain {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int LONGEST = 200;
    private static final int LONGEST_BLOCK = 20_000;

    /** Not of the Unicode categories that {@link #isHarmless} refuses, and yet without a shape. */
    private static final String WITHOUT_SHAPE =
            "\u034F\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180F\u2800\u3164\uFFA0";

    private Plain() {}

    /** One line, which is cut if it is long. */
    public static String line(String text) {
        return line(text, LONGEST);
    }

    /** One line of at most so many characters, and a word on how many were cut. */
    public static String line(String text, int longest) {
        return shortened(text, longest, false);
    }

    /** Lines stay lines. */
    public static String block(String text) {
        return shortened(text, LONGEST_BLOCK, true);
    }

    /** One line, however long: for a file that programs read. */
    public static String whole(String text) {
        return clean(text, false);
    }

    /** Lines and tabulators stay; what cannot be seen is written as its number, such as {@code \}{@code u202e}. */
    public static String numbered(String text) {
        StringBuilder visible = null;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean stays = c == '\n' || c == '\t' || isHarmless(c);
            if (!stays && visible == null) {
                visible = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (visible != null) {
                if (stays) {
                    visible.appendCodePoint(c);
                } else {
                    visible.append(String.format(Locale.ROOT, c > 0xFFFF ? "\\u{%x}" : "\\u%04x", c));
                }
            }
        }
        return visible == null ? text : visible.toString();
    }

    private static String shortened(String text, int longest, boolean lines) {
        int length = text.codePointCount(0, text.length());
        return length <= longest
                ? clean(text, lines)
                : clean(text.substring(0, text.offsetByCodePoints(0, longest)), lines)
                        + String.format(Locale.ROOT, "… (%,d more characters)", length - longest);
    }

    private static String clean(String text, boolean lines) {
        StringBuilder clean = new StringBuilder(text.length());
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
     * place for, nor what has no shape.
     */
    public static boolean isHarmless(int c) {
        if (c < 0x7F) {
            return c >= ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> (c & 0xFFFE) != 0xFFFE && !isVariation(c) && WITHOUT_SHAPE.indexOf(c) < 0;
        };
    }

    private static boolean isVariation(int c) {
        return c >= 0xFE00 && c <= 0xFE0F || c >= 0xE0100 && c <= 0xE01EF;
    }
}
