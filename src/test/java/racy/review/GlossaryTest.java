// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;
import racy.review.Glossary.Entry;

class GlossaryTest {
    private static final Path PAGE = Path.of(System.getProperty("basedir", ""), "..", "docs", "glossary.md");

    @Test
    void page_isWhatTheGlossaryRenders() throws IOException {
        assertEquals(
                Glossary.markdown(),
                Files.readString(PAGE),
                "docs/glossary.md is out of date; make it anew: ./racy glossary --format markdown > docs/glossary.md");
    }

    @Test
    void entries_alphabetical_eachOnce() {
        List<String> words = Glossary.entries().stream()
                .map(entry -> entry.word().toLowerCase(Locale.ROOT))
                .toList();
        assertEquals(words.stream().sorted().distinct().toList(), words);
    }

    @Test
    void entries_anchors_differAndNeedNoEscape() {
        Set<String> anchors = new HashSet<>();
        for (Entry entry : Glossary.entries()) {
            assertTrue(entry.anchor().matches("[a-z0-9]+(-[a-z0-9]+)*"), entry::anchor);
            assertTrue(anchors.add(entry.anchor()), entry::anchor);
        }
    }

    @Test
    void meanings_areSentences() {
        for (Entry entry : Glossary.entries()) {
            assertTrue(entry.meaning().matches("[A-Z].*\\."), entry::toString);
            assertTrue(entry.meaning().chars().filter(c -> c == '<' || c == '*').count() == 0, entry::toString);
        }
    }

    @Test
    void find_anyCaseAndPlural() {
        assertEquals("fork", Glossary.find("Forks").orElseThrow().word());
        assertEquals("seeded race", Glossary.find(" seeded race ").orElseThrow().word());
        assertTrue(Glossary.find("unicorn").isEmpty());
    }

    /** The glossary defines each verdict, in the words that answers use. */
    @Test
    void verdicts_allDefined() {
        for (Verdict.Kind verdict : Verdict.Kind.values()) {
            assertTrue(Glossary.find(verdict.id().replace('-', ' ')).isPresent(), verdict::id);
        }
    }

    /** An answer prints the names of violations, and sends its reader to the glossary. */
    @Test
    void violations_allDefined() {
        for (Violation violation : Violation.all()) {
            String meaning = Glossary.find(violation.name()).orElseThrow().meaning();
            assertTrue(meaning.contains(violation.meaning()), meaning);
        }
    }

    @Test
    void parse_continuedLine_joined() {
        assertEquals(
                List.of(new Entry("a word", "It means this. And that."), new Entry("b", "Other.")),
                Glossary.parse("# comment\n\na word = It means this.\n    And that.\nb = Other.\n"));
    }

    @Test
    void parse_noSeparator_refused() {
        assertThrows(IllegalArgumentException.class, () -> Glossary.parse("word: meaning\n"));
    }
}
