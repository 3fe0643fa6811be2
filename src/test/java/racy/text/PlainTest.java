// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlainTest {
    @Test
    void everyCharacter_thatIsObeyedOrCannotBeSeen_isNotShown() {
        StringBuilder bad = new StringBuilder("\u0000\u001b[31m\u007f\u0085\u009b1m\u00ad\u034f\u061c\u115f\u180e");
        for (char c = '\u200b'; c <= '\u200f'; c++) {
            bad.append(c);
        }
        for (char c = '\u2028'; c <= '\u202e'; c++) {
            bad.append(c);
        }
        for (char c = '\u2060'; c <= '\u206f'; c++) {
            bad.append(c);
        }
        bad.append("\u2800\u3164\ufeff\ufe0f\uffa0\ufff9\uffff\ud800")
                .appendCodePoint(0xE0041)
                .appendCodePoint(0xE0100);
        for (String shown : new String[] {
            Plain.line(bad.toString()),
            Plain.whole(bad.toString()),
            Plain.block(bad.toString()),
            Plain.numbered(bad.toString())
        }) {
            assertTrue(shown.codePoints().allMatch(Plain::isHarmless), shown);
        }
        assertEquals("a\\u202eb\\u{e0041}\n\tc", Plain.numbered("a\u202eb" + Character.toString(0xE0041) + "\n\tc"));
        assertEquals("a b c d", Plain.line("a\nb\tc\rd"));
        assertEquals("a\nb", Plain.block("a\nb"));
    }

    @Test
    void ordinaryText_isAsItWas() {
        String text = "Zurück, naïve → 漢字 😀 “x” – 95%…";
        assertEquals(text, Plain.line(text));
        assertEquals(text, Plain.numbered(text));
    }

    @Test
    void longText_isCut_andSaysByHowMuch() {
        String line = Plain.line("😀".repeat(300_000));
        assertTrue(line.length() < 500, line);
        assertTrue(line.endsWith("… (299,800 more characters)"), line);
        assertFalse(Plain.block("x".repeat(300_000)).length() > 21_000);
    }
}
