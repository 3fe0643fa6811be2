// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.stress.runner.Catalogue;

/** The pages as a reader has them: in a real browser, from the disk. */
class BrowserTest {
    private static final int NIGHTS = 60;
    private static final String CORE_LOCK = "question-core-lock.html";
    private static final String FENCES = "bench-FenceSignalBenchmark.html";

    /** One page of each kind. */
    private static final List<String> KINDS = List.of(
            "index.html",
            "questions.html",
            CORE_LOCK,
            "benchmarks.html",
            FENCES,
            "bench-SubmitBenchmark.html",
            "nights.html",
            "night-n059-box.html",
            "compare.html",
            "glossary.html");

    private static final Path PICTURES = Path.of("target", "pictures");

    @TempDir
    private static Path scratch;

    private static Chromium chromium;
    private static Path site;
    private static Path hostile;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start(scratch);
        site = scratch.resolve("site");
        Site.write(SiteHistory.of(NIGHTS), NIGHTS, site);
        hostile = scratch.resolve("hostile");
        Site.write(SiteHistory.hostile(), NIGHTS, hostile);
        Files.createDirectories(PICTURES);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void nothingForbidden() {
        chromium.closePages();
        assertEquals(List.of(), chromium.offences());
    }

    private static Page open(String address) {
        return open(site, address, 1280, ColorScheme.LIGHT);
    }

    private static Page open(Path folder, String address, int width, ColorScheme theme) {
        Page page = chromium.page(width, theme);
        page.navigate(folder.toUri() + address);
        return page;
    }

    private static int shown(Page page, String table) {
        return page.locator("#" + table + " tbody tr:visible").count();
    }

    /** Follows every link of the site, and finds that each leads to a page, and to the place in it that it names. */
    @Test
    void links_followed_leadSomewhere() {
        Page page = open("index.html");
        Set<String> seen = new HashSet<>();
        List<String> ahead = new ArrayList<>(List.of("index.html"));
        Set<String> anchors = new HashSet<>();
        Map<String, Set<?>> places = new HashMap<>();
        List<String> broken = new ArrayList<>();
        while (!ahead.isEmpty()) {
            String file = ahead.remove(0);
            if (!seen.add(file)) {
                continue;
            }
            if (!Files.isRegularFile(site.resolve(file))) {
                broken.add(file);
                continue;
            }
            if (file.startsWith("night-")
                    && !file.equals("night-n059-box.html")
                    && !file.equals("night-n000-box.html")) {
                continue;
            }
            page.navigate(site.toUri() + file);
            places.put(file, places(page));
            for (Object href : (List<?>) page.evaluate("[...document.links].map(a => a.getAttribute('href'))")) {
                String link = href.toString();
                String target = link.contains("#") ? link.substring(0, link.indexOf('#')) : link;
                if (!target.isEmpty()) {
                    ahead.add(target);
                }
                if (link.contains("#") && !link.contains("=") && target.isEmpty()) {
                    anchors.add(file + link);
                } else if (link.contains("#") && !link.contains("=")) {
                    anchors.add(link);
                }
            }
        }
        for (String anchor : anchors) {
            String[] parts = anchor.split("#");
            Set<?> there = places.computeIfAbsent(parts[0], file -> {
                page.navigate(site.toUri() + file);
                return places(page);
            });
            if (!there.contains(parts[1])) {
                broken.add(anchor);
            }
        }
        assertEquals(List.of(), broken);
        try (Stream<Path> files = Files.list(site)) {
            List<String> unreachable = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".html") && !seen.contains(name))
                    .toList();
            assertEquals(List.of(), unreachable);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertTrue(anchors.size() > 10, anchors::toString);
    }

    private static Set<?> places(Page page) {
        return Set.copyOf((List<?>) page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)"));
    }

    @Test
    void filter_words_onlyMatchingRowsAndTheAddressSaysSo() {
        Page page = open("night-n059-box.html");
        int quiet = shown(page, "testlist");
        page.locator("[data-table=testlist] .all").click();
        int all = shown(page, "testlist");
        assertEquals(Catalogue.load().tests().size() * 2, all, "each test on both JDKs");
        assertTrue(quiet < 20, "the insignificant are hidden at first, " + quiet + " are shown");
        page.locator("[data-table=testlist] input").fill("ClaimStress 17");
        int some = shown(page, "testlist");
        assertTrue(some > 0 && some < all);
        for (String row : page.locator("#testlist tbody tr:visible").allTextContents()) {
            assertTrue(row.contains("ClaimStress") && row.contains("17"), row);
        }
        Page again = chromium.page(1280, ColorScheme.LIGHT);
        again.navigate(page.url());
        assertEquals(some, shown(again, "testlist"));
        assertEquals(
                "ClaimStress 17", again.locator("[data-table=testlist] input").inputValue());
        page.locator("[data-table=testlist] input").fill("nothing is called this");
        assertEquals(0, shown(page, "testlist"));
    }

    @Test
    void sort_numbers_byValueAndSaidToScreenReaders() {
        Page page = open("night-n059-box.html#all.testlist=1");
        Locator head = page.locator("#testlist th").nth(7);
        head.locator("button").focus();
        page.keyboard().press("Enter");
        assertEquals("ascending", head.getAttribute("aria-sort"));
        List<Long> up = samples(page);
        assertEquals(up.stream().sorted().toList(), up);
        page.keyboard().press("Enter");
        assertEquals("descending", head.getAttribute("aria-sort"));
        List<Long> down = samples(page);
        assertEquals(up.stream().sorted(java.util.Comparator.reverseOrder()).toList(), down);
        assertNotEquals(up.get(0), down.get(0));
    }

    private static List<Long> samples(Page page) {
        return page.locator("#testlist tbody td:nth-child(8)").allTextContents().stream()
                .map(text -> Long.valueOf(text.strip()))
                .toList();
    }

    @Test
    void deepLink_hiddenRow_shownAndMarked() {
        Page page = open("night-n059-box.html");
        String id = page.locator("#testlist tr.quiet").first().getAttribute("id");
        Page linked = open("night-n059-box.html#" + id);
        Locator row = linked.locator("[id='" + id + "']");
        assertTrue(row.isVisible());
        assertTrue(row.getAttribute("class").contains("target"));
        assertTrue((boolean) row.evaluate("row => { const r = row.getBoundingClientRect();"
                + " return r.top >= 0 && r.bottom <= innerHeight; }"));
    }

    @Test
    void deepLink_outcome_chartOfIt() {
        Page page = open(CORE_LOCK);
        String key = page.locator("#outcome option").nth(2).getAttribute("value");
        page.locator("#outcome").selectOption(key);
        Page linked = chromium.page(1280, ColorScheme.LIGHT);
        linked.navigate(page.url());
        assertEquals(key, linked.locator("#outcome").inputValue());
        assertEquals(
                page.locator("#rates-table").textContent(),
                linked.locator("#rates-table").textContent());
    }

    @Test
    void theme_switched_darkAndRemembered() {
        Page page = open("index.html");
        String light = background(page);
        page.locator("#theme").click();
        String dark = background(page);
        assertNotEquals(light, dark);
        page.navigate(site.toUri() + FENCES);
        assertEquals(dark, background(page));
        assertEquals(dark, background(open(site, "index.html", 1280, ColorScheme.DARK)));
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertEquals("rgb(255, 255, 255)", background(page));
        assertFalse(page.locator("nav").isVisible());
        assertTrue(page.locator(".banner").isVisible(), "paper says too that it is a demonstration");
    }

    private static String background(Page page) {
        return (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    /** What uPlot was given, against the cells of the table that stands below. */
    @Test
    void trend_chart_hasTheNumbersOfItsTable() {
        Page page = open(FENCES + "#s=" + Slug.query("FenceSignalBenchmark.locked[callbacks=8]"));
        assertEquals(
                "FenceSignalBenchmark.locked[callbacks=8]",
                page.locator("#series").inputValue());
        List<?> data =
                (List<?>) page.evaluate("[...document.querySelector('#trend-chart .plot').racyData].map(a => [...a])");
        page.locator("#trend-chart summary").click();
        List<String> cells =
                page.locator("#trend-table tbody tr td:nth-child(4)").allTextContents();
        List<String> drawn =
                ((List<?>) data.get(1)).stream().map(BrowserTest::number).toList();
        assertEquals(NIGHTS, cells.size());
        assertEquals(reversed(drawn), cells);
        BenchPage model = BenchPage.of(new Archive(SiteHistory.of(NIGHTS), NIGHTS), "FenceSignalBenchmark");
        BenchPage.Cost newest = model.costs().stream()
                .filter(cost -> cost.bench().jdk().equals("17") && cost.name().equals("locked callbacks=8"))
                .findFirst()
                .orElseThrow();
        assertEquals(Text.number(newest.bench().score()), cells.get(0));
        String marks = page.locator("#trend-chart .marks").textContent();
        assertTrue(marks.contains("JDK 25: JDK: java.version 25.0.1 → 25.0.2"), marks);
        assertTrue(marks.contains("JDK 17: the level went from"), marks);
    }

    @Test
    void rates_chart_hasTheNumbersOfItsTable() {
        Page page = open(CORE_LOCK);
        List<?> data =
                (List<?>) page.evaluate("[...document.querySelector('#rates-chart .plot').racyData].map(a => [...a])");
        page.locator("#rates-chart summary").click();
        List<String> forks =
                page.locator("#rates-table tbody tr td:nth-child(4)").allTextContents();
        List<?> rates = (List<?>) data.get(3);
        assertEquals(NIGHTS, forks.size());
        for (int i = 0; i < NIGHTS; i++) {
            String[] of = forks.get(NIGHTS - 1 - i).split(" of ");
            double rate = Double.parseDouble(of[0]) / Double.parseDouble(of[1]);
            assertEquals(rate, ((Number) rates.get(i)).doubleValue(), 1e-12);
            var interval = racy.stress.runner.Bounds.interval(Integer.parseInt(of[0]), Integer.parseInt(of[1]));
            assertEquals(interval.high(), ((Number) ((List<?>) data.get(1)).get(i)).doubleValue(), 1e-4);
            assertEquals(interval.low(), ((Number) ((List<?>) data.get(2)).get(i)).doubleValue(), 1e-4);
        }
    }

    private static String number(Object value) {
        return value instanceof Integer
                ? value.toString()
                : java.math.BigDecimal.valueOf(((Number) value).doubleValue())
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private static List<String> reversed(List<String> list) {
        List<String> reversed = new ArrayList<>(list);
        java.util.Collections.reverse(reversed);
        return reversed;
    }

    @Test
    void chart_arrowKeys_readNightByNight() {
        Page page = open(FENCES);
        page.locator("#trend-chart .plot").focus();
        page.keyboard().press("End");
        assertTrue(page.locator("#trend-chart .readout").textContent().contains("n059-box"));
        page.keyboard().press("ArrowLeft");
        assertTrue(page.locator("#trend-chart .readout").textContent().contains("n058-box"));
    }

    @Test
    void compare_twoNights_countsAndComparability() {
        Page page = open("compare.html#a=n010-box&b=n059-box");
        assertEquals("n010-box", page.locator("#a").inputValue());
        String notes = page.locator("#comparable").textContent();
        assertTrue(notes.contains("JDK 17: the environments are the same"), notes);
        assertTrue(notes.contains("JDK 25: the environments differ"), notes);
        List<String> rows = page.locator("#pairs tbody tr:visible").allTextContents();
        assertTrue(
                rows.stream().anyMatch(row -> row.contains("USE_AFTER_FREE") && row.contains("now fails")),
                rows::toString);
        assertTrue(rows.stream().noneMatch(row -> row.contains("not comparable")), rows::toString);
        page.locator("#b").selectOption("n010-box");
        assertEquals(0, shown(page, "pairs"), "a night does not differ from itself");
    }

    @Test
    void pages_axe_cleanInBothThemes() {
        List<String> all = new ArrayList<>();
        for (String kind : KINDS) {
            Page page = open(kind);
            page.evaluate("document.querySelectorAll('details').forEach((each, i) => { each.open = i < 4; })");
            chromium.accessibility(page).forEach(violation -> all.add(kind + " " + violation));
            page.screenshot(picture(kind, "light"));
            page.locator("#theme").click();
            chromium.contrast(page).forEach(violation -> all.add(kind + " dark " + violation));
            page.screenshot(picture(kind, "dark"));
            chromium.closePages();
        }
        assertEquals(List.of(), all);
    }

    private static Page.ScreenshotOptions picture(String page, String how) {
        return new Page.ScreenshotOptions().setPath(PICTURES.resolve(page.replace(".html", "-" + how + ".png")));
    }

    @Test
    void pages_phone_nothingToTheSide() {
        int width = 375;
        for (Path folder : List.of(site, hostile)) {
            Page page = chromium.page(width, ColorScheme.LIGHT);
            for (String kind :
                    folder == site ? KINDS : List.of("index.html", CORE_LOCK, FENCES, "nights.html", "compare.html")) {
                page.navigate(folder.toUri() + kind);
                assertEquals(width, (int) page.evaluate("document.documentElement.scrollWidth"), folder + " " + kind);
                if (folder == site) {
                    page.screenshot(picture(kind, "phone"));
                }
            }
        }
    }

    @Test
    void banner_demonstration_onEveryPage() throws IOException {
        try (Stream<Path> files = Files.list(site)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".html")).toList()) {
                assertTrue(
                        Files.readString(file)
                                .contains("Demonstration data: a generator made these numbers; nothing here"
                                        + " was measured"),
                        file::toString);
            }
        }
    }

    /** Dialogs, errors and requests are offences; here what hostile names would have to leave behind is looked for too. */
    @Test
    void hostileNames_anywhere_doNothing() throws IOException {
        Page page = chromium.page(1280, ColorScheme.LIGHT);
        try (Stream<Path> files = Files.list(hostile)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".html")).toList()) {
                page.navigate(file.toUri().toString());
                assertEquals(0, page.locator("img").count(), file::toString);
                int data = page.locator("script#data").count();
                assertEquals(2 + data, page.locator("script").count(), file::toString);
                assertEquals(1, page.locator("main").count(), file::toString);
                assertEquals(1, page.locator("footer").count(), file::toString);
                assertEquals(
                        List.of(),
                        page.evaluate(
                                "[...document.querySelectorAll('body :not(script)')].flatMap(e => [...e.childNodes])"
                                        + ".filter(n => n.nodeType === 3 && /[\\u202a-\\u202e\\u2066-\\u2069]/.test(n.data))"
                                        + ".map(n => n.data.slice(0, 99))"),
                        file + ": characters that turn text around");
            }
        }
    }

    /** Each page loads, with its chart drawn, in well under the second that a reader waits; here with room for busy cores. */
    @Test
    void pages_sixtyNights_small() throws IOException {
        try (Stream<Path> files = Files.list(site)) {
            for (Path file : files.toList()) {
                assertTrue(Files.size(file) <= 400 * 1024, file + " has " + Files.size(file) + " bytes");
            }
        }
    }
}
