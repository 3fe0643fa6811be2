// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.review.Glossary;
import racy.review.MemoryModel;
import racy.review.Verdict;

class SiteTest {
    @TempDir
    private Path scratch;

    @Test
    void pages_sameHistory_sameBytes() {
        assertEquals(Site.pages(SiteHistory.of(3), 60), Site.pages(SiteHistory.of(3), 60));
    }

    @Test
    void pages_noNight_saySo() {
        Map<String, String> pages = Site.pages(SiteHistory.of(0), 60);
        assertEquals(java.util.Set.of("index.html", "glossary.html"), pages.keySet());
        assertTrue(pages.get("index.html").contains("No night yet"));
    }

    @Test
    void glossary_everyWord_hasItsPlaceAndEveryPageLinksThere() {
        Map<String, String> pages = Site.pages(SiteHistory.of(2), 60);
        for (Glossary.Entry entry : Glossary.entries()) {
            assertTrue(pages.get("glossary.html").contains("id=\"" + entry.anchor() + "\""), entry::word);
        }
        Pattern link = Pattern.compile("href=\"glossary\\.html#([^\"]+)\"");
        pages.forEach((name, page) -> {
            List<String> anchors =
                    link.matcher(page).results().map(found -> found.group(1)).toList();
            assertFalse(anchors.isEmpty(), name);
            for (String anchor : anchors) {
                assertTrue(pages.get("glossary.html").contains("id=\"" + anchor + "\""), name + " links " + anchor);
            }
        });
    }

    @Test
    void pages_measured_noBanner() {
        Site.pages(SiteHistory.measured(2), 60)
                .forEach((name, page) -> assertFalse(page.contains("class=\"banner\""), name));
    }

    @Test
    void pages_hostileNames_staySafeFilesInTheFolder() throws IOException {
        Path out = scratch.resolve("a/b/site");
        Site.write(SiteHistory.hostile(), 60, out);
        try (Stream<Path> all = Files.walk(scratch)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertEquals(out, file.getParent());
                assertTrue(file.getFileName().toString().matches("[A-Za-z0-9._-]{1,120}"), file::toString);
            }
        }
        for (String page : Site.pages(SiteHistory.hostile(), 60).values()) {
            assertFalse(page.contains("<script>alert"), "markup from a name");
            assertFalse(page.contains("<img"), "markup from a name");
        }
    }

    @Test
    void pages_policy_allowsNothingButWhatThePageCarries() {
        for (String page : Site.pages(SiteHistory.of(2), 60).values()) {
            assertTrue(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"), "strict");
            assertFalse(page.contains("unsafe-inline"));
            assertFalse(page.contains("http://www.w3.org/1999/xhtml"));
            assertFalse(page.matches("(?s).*<[^>]*\\son[a-z]+=.*"), "a handler in markup");
            assertFalse(page.matches("(?s).*<[^>]*\\sstyle=.*"), "a style in markup");
        }
    }

    @Test
    void write_directoryOfSomebodyElse_refusedAndUntouched() throws IOException {
        Path file = Files.writeString(scratch.resolve("index.html"), "mine");
        IOException refused = assertThrows(IOException.class, () -> Site.write(SiteHistory.of(1), 60, scratch));
        assertTrue(refused.getMessage().contains("not written by racy report"), refused::getMessage);
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void write_again_oldPagesGoOthersStay() throws IOException {
        Path out = scratch.resolve("site");
        Site.write(SiteHistory.of(3), 60, out);
        assertTrue(Files.exists(out.resolve("night-n000-box.html")));
        Path mine = Files.writeString(out.resolve("notes.html"), "mine");
        Site.write(SiteHistory.of(3), 2, out);
        assertFalse(Files.exists(out.resolve("night-n000-box.html")));
        assertTrue(Files.exists(out.resolve("night-n002-box.html")));
        assertEquals("mine", Files.readString(mine));
        try (Stream<Path> files = Files.list(out)) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")));
        }
    }

    @Test
    void marker_withPaths_deletesNothingOutside() throws IOException {
        Path out = Files.createDirectories(scratch.resolve("site"));
        Path outside = Files.writeString(scratch.resolve("x.html"), "mine");
        Files.writeString(out.resolve(Site.MARKER), "../x.html\n" + outside + "\n");
        Site.write(SiteHistory.of(1), 60, out);
        assertEquals("mine", Files.readString(outside));
    }

    @Test
    void verdict_words_neverSafe() {
        for (Verdict verdict : List.of(
                Verdict.RACY,
                Verdict.notRacy(Set.of(MemoryModel.JAM)),
                Verdict.notRacyUnderStronger(Set.of(MemoryModel.SC)),
                Verdict.NOT_SEEN,
                Verdict.OUT_OF_MODEL)) {
            assertFalse(Text.verdict(verdict).contains("safe"));
        }
        assertEquals("racy (witness)", Text.verdict(Verdict.RACY));
    }
}
