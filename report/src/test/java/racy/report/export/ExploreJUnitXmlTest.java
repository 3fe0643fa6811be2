// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static racy.report.export.JUnitXmlTest.caseOf;
import static racy.report.export.JUnitXmlTest.elements;
import static racy.report.export.JUnitXmlTest.only;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import racy.explore.Bounds;
import racy.explore.ExploredTest;
import racy.report.ExploredRun;
import racy.review.MemoryModel;
import racy.review.OutcomeTable.Grade;

class ExploreJUnitXmlTest {
    private static Document parsed(List<ExploredTest> tests, int chosen) throws Exception {
        return JUnitXmlTest.parsed(
                ExploreJUnitXml.of(MemoryModel.SC, Bounds.DEFAULTS, Instant.EPOCH, chosen, tests, ExploredRun::again));
    }

    @Test
    void forbiddenOutcome_isAFailureWithItsWitnessAndCommand() throws Exception {
        Element failure = only(parsed(ExploredRun.tests(), 5), "failure");
        assertEquals("SC.other Counter", caseOf(failure));
        assertEquals("FORBIDDEN 1", failure.getAttribute("message"));
        assertEquals("reaches what it forbids", failure.getAttribute("type"));
        String text = failure.getTextContent();
        assertTrue(text.contains("Observation Counter[1] Always 2 0\nFORBIDDEN: An increment is lost.\n"), text);
        assertTrue(text.contains("reads other.Counter = 0 from the"), text);
        assertTrue(text.contains("Again: ./racy explore -t 'other.Counter$' --replay 'sc:one=1:0000'"), text);
    }

    @Test
    void whatWasNotLookedAt_isAnError() throws Exception {
        List<Element> errors = elements(parsed(ExploredRun.tests(), 5), "error");
        assertEquals(2, errors.size());
        assertEquals("SC.racy.stress.ClaimStress XchgXchg", caseOf(errors.get(0)));
        assertEquals(
                "GAVE UP under SC: the bound states=2 was hit", errors.get(0).getAttribute("message"));
        assertEquals("SC.other Prints", caseOf(errors.get(1)));
        assertEquals(
                "java.lang.System.out, used by Prints.java:3", errors.get(1).getAttribute("message"));
    }

    @Test
    void interruptedRun_isAnError() throws Exception {
        List<Element> errors = elements(parsed(List.of(), 7), "error");
        assertEquals("7 of 7 tests were not looked at", errors.get(0).getAttribute("message"));
    }

    @Test
    void run_modelAndBounds_areProperties() throws Exception {
        Document document = parsed(ExploredRun.tests(), 5);
        assertEquals("racy.explore.SC", only(document, "testsuite").getAttribute("name"));
        assertEquals(
                List.of("states=200000,time=10s", "SC"),
                elements(document, "property").stream()
                        .map(each -> each.getAttribute("value"))
                        .toList());
        assertEquals(5, elements(document, "testcase").size());
    }

    @Test
    void hostileText_staysText() throws Exception {
        String hostile = "]]><script>\u0000\uFFFE\u202E &amp; \"quoted\" <!-- ";
        Element failure = only(
                parsed(List.of(ExploredRun.madeUp("other." + hostile, hostile, hostile, Grade.UNKNOWN)), 1), "failure");
        assertTrue(failure.getAttribute("message").startsWith("UNKNOWN ]]><script>\uFFFD\uFFFD\uFFFD &amp;"));
    }
}
