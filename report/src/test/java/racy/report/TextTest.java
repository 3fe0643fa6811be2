// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import racy.history.EvidenceNight;
import racy.review.Effort;
import racy.review.MemoryModel;
import racy.review.SearchBounds;
import racy.review.Verdict;

class TextTest {
    @ParameterizedTest
    @CsvSource({"0, 0%", "0.5, 50%", "1, 100%", "0.0312, 3.1%", "0.00021, 0.02%", "0.996, 99.6%", "0.99999, > 99.9%"})
    void percent_share_neverRoundedToAll(double share, String words) {
        assertEquals(words, Text.percent(share));
    }

    @Test
    void plural_anyNoun_isEnglish() {
        assertEquals("1 witness", Text.plural(1, "witness"));
        assertEquals("2 witnesses", Text.plural(2, "witness"));
        assertEquals("0 tests", Text.plural(0, "test"));
    }

    @Test
    void bound_anyValue_roundedUp() {
        assertEquals("< 4.9% of forks, 95%", Text.bound(0.04871));
        assertEquals("< 95% of forks, 95%", Text.bound(0.95));
        assertEquals("< 0.25% of forks, 95%", Text.bound(0.00241));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "..", "", "a/b", "<script>", "a\\b", ".hidden", "-rf", "ü"})
    void slug_notPlain_plainAndNoPath(String id) {
        String slug = Slug.of(id);
        assertTrue(slug.matches("[A-Za-z0-9_][A-Za-z0-9._-]*"), slug);
        assertFalse(slug.contains(".."), slug);
        assertNotEquals(slug, Slug.of(id + "x"));
    }

    @Test
    void slug_plain_itself() {
        assertEquals("20261124-2200-box", Slug.of("20261124-2200-box"));
        assertEquals("LateIrqStress.AsPosted-17", Slug.of("LateIrqStress.AsPosted-17"));
    }

    @Test
    void slug_long_shortAndApart() {
        String a = Slug.of("x".repeat(10_000) + "a");
        assertTrue(a.length() <= 80);
        assertNotEquals(a, Slug.of("x".repeat(10_000) + "b"));
    }

    @Test
    void name_hidesOrTurns_visibleEscapes() {
        assertEquals("a\\u202eb", Text.name("a\u202eb"));
        assertEquals("a\\u0007b", Text.name("a\u0007b"));
        assertTrue(Text.name("x".repeat(10_000)).length() < 200);
    }

    @Test
    void json_inScript_nothingEndsIt() {
        String json = Assets.json(Map.of("a", List.of("</script><!--\u2028&")));
        assertEquals("{\"a\":[\"\\u003c/script\\u003e\\u003c!--\\\\u2028\\u0026\"]}", json);
    }

    @Test
    void basis_severalEfforts_hitsAreOfAllExecutions() {
        Effort exhausted = new Effort.Exhausted(MemoryModel.SC, SearchBounds.NONE, 812, 1);
        Effort gaveUp = new Effort.GaveUp("time\u202e", 188, 1);
        assertEquals("3 of 1,000 executions", Text.basis(evidence(3, exhausted, gaveUp)));
        assertEquals("3 of 812 executions", Text.basis(evidence(3, exhausted, new Effort.OutOfModel("JIT"))));
        assertEquals(
                "none in all 812 executions under SC, without a bound; gave up (time\\u202e) after 188 executions",
                Text.basis(evidence(0, exhausted, gaveUp)));
    }

    private static EvidenceNight evidence(long hits, Effort... efforts) {
        return new EvidenceNight(
                "n", "xchg", "as-posted", "explore", Verdict.NOT_SEEN, Optional.empty(), hits, List.of(efforts));
    }
}
