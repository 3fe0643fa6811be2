// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.review.Glossary;
import racy.review.MemoryModel;
import racy.review.Verdict;
import racy.text.Plain;

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
    void pages_hostileNames_noCharacterThatCannotBeSeen() {
        for (String page : Site.pages(SiteHistory.hostile(), 60).values()) {
            page.codePoints()
                    .filter(c -> c != '\n' && c != '\t' && !Plain.isHarmless(c))
                    .forEach(c -> fail("U+" + Integer.toHexString(c)));
        }
    }

    @Test
    void write_belowAFile_saysWhatWhereAndWhy() throws IOException {
        Path out = Files.createFile(scratch.resolve("file")).resolve("site");
        IOException e = assertThrows(IOException.class, () -> Site.write(SiteHistory.hostile(), 60, out));
        assertTrue(e.getMessage().startsWith("cannot write the pages into " + out + ": "), e.getMessage());
        assertTrue(
                e.getMessage().length() > ("cannot write the pages into " + out + ": " + out).length(), e.getMessage());
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

    @Test
    void interleaving_contextsAreColumns_andBadRowsAreMarked() {
        String page = Site.pages(SiteHistory.of(1), 60).get("question-core-lock.html");
        String table = page.substring(page.indexOf("<table class=\"schedule\">"));
        table = table.substring(0, table.indexOf("</table>"));
        List<String> rows = Pattern.compile("<tr.*?</tr>", Pattern.DOTALL)
                .matcher(table)
                .results()
                .map(MatchResult::group)
                .toList();
        assertEquals(
                List.of(
                        "<tr><th scope=\"col\">irq</th><th scope=\"col\">reset</th>"
                                + "<th scope=\"col\" class=\"source\">Source</th></tr>",
                        "<tr class=\"whole\"><td colspan=\"2\">hardware: interrupts for job A</td>"
                                + "<td class=\"source\"></td></tr>",
                        "<tr><td>xchg(in_flight_task) = A from submit-wq</td><td></td>"
                                + "<td class=\"source\">TaskSlot.java:20</td></tr>",
                        "<tr><td></td><td>dma_fence_put(A)</td><td class=\"source\"></td></tr>",
                        "<tr><td></td><td>waits for irq</td><td class=\"source\"></td></tr>",
                        "<tr class=\"bad\"><td>PREMATURE_SIGNAL (signal(B))</td><td></td>"
                                + "<td class=\"source\">PatchedDriver.java:7</td></tr>",
                        "<tr class=\"whole\"><td colspan=\"2\">client: returns</td><td class=\"source\"></td></tr>"),
                rows);
        assertTrue(page.contains("<pre class=\"schedule\" tabindex=\"0\">irq   claims\nreset claims\n</pre>"));
    }

    @Test
    void contradictions_onOverviewQuestionAndNight() {
        Map<String, String> pages = Site.pages(SiteHistory.of(1), 60);
        String words = "2 contradictions between engines: one saw what another one excludes";
        assertTrue(pages.get("index.html").contains(words));
        assertTrue(pages.get("night-n000-box.html").contains(words));
        assertEquals(
                1,
                pages.entrySet().stream()
                        .filter(page -> page.getKey().startsWith("question-")
                                && page.getValue().contains("<strong>" + words))
                        .count());
    }

    @Test
    void proofs_ofBothKinds_haveClassesOfTheirOwn() {
        String page = Site.pages(SiteHistory.of(1), 60).get("index.html");
        for (String style : List.of("not-racy", "not-racy-under-stronger-model")) {
            assertTrue(page.contains("<rect class=\"c-" + style + "\""), style);
            assertTrue(page.contains(".c-" + style + " {"), style);
            assertTrue(page.contains(".v-" + style + " {"), style);
        }
        assertTrue(page.contains("<span class=\"v v-not-racy-under-stronger-model\">not racy under SC; weaker orders"));
        assertTrue(page.contains("<span class=\"v v-not-racy\">not racy under JAM within the stated bounds"));
    }
}
