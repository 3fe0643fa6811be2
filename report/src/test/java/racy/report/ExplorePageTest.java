// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import racy.explore.ExploredTest;
import racy.review.OutcomeTable.Grade;

class ExplorePageTest {
    @Test
    void page_eachVerdict_isNamedWithWhatWasLookedAt() {
        String page = ExploredRun.page(ExploredRun.tests()).html();
        assertTrue(page.contains("<span class=\"v v-not-racy\">as graded</span>"), page);
        assertTrue(page.contains("<span class=\"v v-not-racy-under-stronger-model\">as graded</span>"), page);
        assertTrue(page.contains("<span class=\"v v-not-seen\">gave up</span>"), page);
        assertTrue(page.contains("<span class=\"v v-out-of-model\">out of model</span>"), page);
        assertTrue(page.contains("<span class=\"v v-racy\">reaches what it forbids</span>"), page);
        assertTrue(page.contains("exhaustive under SC; 3 executions, "), page);
        assertTrue(page.contains("complete within 1 preemption under SC; "), page);
        assertTrue(page.contains("GAVE UP under SC: the bound states=2 was hit; "), page);
        assertTrue(page.contains("So a “Never” means: not yet."), page);
        assertTrue(page.contains("Out of model: java.lang.System.out, used by Prints.java:3"), page);
        assertTrue(page.contains("no number here is a likelihood"), page);
        assertTrue(page.contains("Bounds for each test: <code>states=200000,time=10s</code>"), page);
    }

    @Test
    void page_witness_hasAColumnForEachActorAndItsSources() {
        String page = ExploredRun.page(ExploredRun.tests()).html();
        String claim = page.substring(page.indexOf("<h3 id=\"t-racy.stress.ClaimStress.ReadThenWriteIrq\""));
        assertTrue(
                claim.contains(
                        "<th scope=\"col\">irq</th><th scope=\"col\">reset</th><th scope=\"col\" class=\"source\">"),
                claim);
        assertTrue(claim.contains("<td>reads value = an Object from the initial value</td><td></td>"), claim);
        assertTrue(claim.matches("(?s).*<td class=\"source\">ClaimStress.java:\\d+</td>.*"), claim);
        assertTrue(claim.contains("at the end: 1, 1"), claim);
        assertTrue(
                claim.contains("./racy explore -t 'racy.stress.ClaimStress.ReadThenWriteIrq$' --replay 'sc:irq="),
                claim);
    }

    @Test
    void page_alone_linksToNoOtherPage() {
        String page = ExploredRun.page(ExploredRun.tests()).html();
        assertFalse(page.contains(".html\""), page);
        assertFalse(page.replaceAll("(?s)<(script|style)>.*?</\\1>", "").matches("(?s).*https?:.*"), page);
        assertEquals(page.split("<h1", -1).length, 2);
    }

    @Test
    void page_interruptedRun_saysWhatIsMissing() {
        List<ExploredTest> tests = ExploredRun.tests();
        ExplorePage page = ExploredRun.page(tests);
        String html = new ExplorePage(page.model(), page.bounds(), tests.size() + 3, tests, page.again()).html();
        assertTrue(html.contains("<strong>Interrupted.</strong> 3 tests of 8 were not looked at."), html);
    }

    @Test
    void page_hostileNames_stayText() {
        String page = ExploredRun.page(List.of(
                        ExploredRun.madeUp(
                                ExploredRun.HOSTILE, ExploredRun.HOSTILE, ExploredRun.HOSTILE, Grade.UNKNOWN),
                        new ExploredTest("gone", null, ExploredRun.HOSTILE, List.of())))
                .html();
        assertFalse(page.contains("<img"), page);
        assertFalse(page.contains("\u202E"), page);
        assertFalse(page.contains("Again:"), page);
        assertEquals(2, page.split("<script>", -1).length - 1);
    }

    @Test
    void page_noTest_isAPage() {
        assertTrue(ExploredRun.page(List.of()).html().contains("<h1>Explored under SC</h1>"));
    }
}
