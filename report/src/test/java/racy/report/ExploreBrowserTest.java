// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.explore.ExploredTest;
import racy.review.OutcomeTable.Grade;

/** The page of a run of the explorer as a reader has it: in a real browser, from the disk. */
class ExploreBrowserTest {
    @TempDir
    private static Path scratch;

    private static Chromium chromium;
    private static Path run;
    private static Path hostile;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start(scratch);
        run = Files.writeString(
                scratch.resolve("run.html"),
                ExploredRun.page(ExploredRun.tests()).html());
        List<ExploredTest> tests = List.of(
                ExploredRun.madeUp(ExploredRun.HOSTILE, ExploredRun.HOSTILE, "x".repeat(5000), Grade.UNKNOWN),
                new ExploredTest("x".repeat(5000), null, ExploredRun.HOSTILE, List.of()));
        hostile = Files.writeString(
                scratch.resolve("hostile.html"), ExploredRun.page(tests).html());
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void nothingForbidden() {
        assertEquals(List.of(), chromium.offences());
    }

    private static Page open(Path file, String anchor, int width) {
        Page page = chromium.page(width, ColorScheme.LIGHT);
        page.navigate(file.toUri() + anchor);
        return page;
    }

    @Test
    void page_axe_cleanInBothThemes() {
        Page page = open(run, "", 1280);
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })");
        List<String> all = new ArrayList<>(chromium.accessibility(page));
        String light = background(page);
        page.locator("#theme").click();
        assertNotEquals(light, background(page));
        all.addAll(chromium.contrast(page));
        assertEquals(List.of(), all);
    }

    private static String background(Page page) {
        return (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void page_phone_nothingToTheSide() {
        for (Path file : List.of(run, hostile)) {
            Page page = open(file, "", 375);
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })");
            assertEquals(375, (int) page.evaluate("document.documentElement.scrollWidth"), file::toString);
        }
    }

    @Test
    void links_followed_leadToTheirPlaces() {
        Page page = open(run, "", 1280);
        List<?> links = (List<?>) page.evaluate("[...document.links].map(a => a.getAttribute('href'))");
        assertTrue(links.size() > 10, links::toString);
        for (Object link : links) {
            assertTrue(link.toString().startsWith("#"), link::toString);
            assertEquals(
                    1,
                    (int) page.evaluate(
                            "id => document.querySelectorAll('[id=\"' + id + '\"]').length",
                            link.toString().substring(1)),
                    link::toString);
        }
    }

    /** Whoever follows "how it happens" sees the steps. What must not happen is open at once. */
    @Test
    void witness_linked_opens() {
        Page page = open(run, "", 1280);
        assertTrue(page.locator("[id='w-other.Counter.1'] table").isVisible());
        String id = page.locator("details.witness").first().getAttribute("id");
        assertFalse(page.locator("[id='" + id + "'] table").isVisible());
        page.locator("a[href='#" + id + "']").click();
        assertTrue(page.locator("[id='" + id + "'] table").isVisible());
    }

    @Test
    void filter_words_onlyMatchingTests() {
        Page page = open(run, "#q.tests=ReadThenWrite", 1280);
        assertEquals(2, page.locator("#tests tbody tr:visible").count());
    }

    @Test
    void hostileNames_doNothing() {
        Page page = open(hostile, "", 1280);
        assertEquals(0, page.locator("img").count());
        assertEquals(2, page.locator("script").count());
    }
}
