// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import racy.history.AnswerNight;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.compare.BenchChange;
import racy.review.Expectation;
import racy.review.Verdict;

class JUnitXmlTest {
    /** What readers of JUnit XML agree on. */
    private static final String SCHEMA = """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
              <xs:complexType name="result" mixed="true">
                <xs:attribute name="message" type="xs:string"/>
                <xs:attribute name="type" type="xs:string"/>
              </xs:complexType>
              <xs:element name="testsuites"><xs:complexType>
                <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
                <xs:attribute name="name" type="xs:string"/>
                <xs:attribute name="time" type="xs:decimal"/>
                <xs:attribute name="tests" type="xs:nonNegativeInteger"/>
                <xs:attribute name="failures" type="xs:nonNegativeInteger"/>
                <xs:attribute name="errors" type="xs:nonNegativeInteger"/>
              </xs:complexType></xs:element>
              <xs:element name="testsuite"><xs:complexType>
                <xs:sequence>
                  <xs:element name="properties" minOccurs="0"><xs:complexType><xs:sequence>
                    <xs:element name="property" maxOccurs="unbounded"><xs:complexType>
                      <xs:attribute name="name" type="xs:string" use="required"/>
                      <xs:attribute name="value" type="xs:string" use="required"/>
                    </xs:complexType></xs:element>
                  </xs:sequence></xs:complexType></xs:element>
                  <xs:element name="testcase" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
                    <xs:choice minOccurs="0">
                      <xs:element name="skipped" type="result"/>
                      <xs:element name="error" type="result"/>
                      <xs:element name="failure" type="result"/>
                    </xs:choice>
                    <xs:attribute name="name" type="xs:string" use="required"/>
                    <xs:attribute name="classname" type="xs:string" use="required"/>
                    <xs:attribute name="time" type="xs:decimal" use="required"/>
                  </xs:complexType></xs:element>
                </xs:sequence>
                <xs:attribute name="name" type="xs:string" use="required"/>
                <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
                <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
                <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
                <xs:attribute name="skipped" type="xs:nonNegativeInteger" use="required"/>
                <xs:attribute name="time" type="xs:decimal" use="required"/>
                <xs:attribute name="timestamp" type="xs:dateTime" use="required"/>
              </xs:complexType></xs:element>
            </xs:schema>
            """;

    private ExportedNight night;

    @BeforeEach
    void fill() {
        night = new ExportedNight();
        night.shown.tests.add(
                ExportedNight.test("racy.stress.A.Passes", Expectation.SAFE, 12, ExportedNight.acceptable("1, 0")));
        night.shown.tests.add(
                ExportedNight.test("racy.stress.A.Forbidden", Expectation.SAFE, 12, ExportedNight.forbidden("1, 1")));
        night.shown.tests.add(ExportedNight.test("racy.stress.A.NotReached", Expectation.SAFE, 0));
    }

    private Document parsed() throws Exception {
        return parsed(night.export(Format.JUNIT));
    }

    /** The file, which fits the schema. */
    static Document parsed(String xml) throws Exception {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(new StreamSource(new StringReader(SCHEMA)))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    static Element only(Document document, String name) {
        List<Element> elements = elements(document, name);
        assertEquals(1, elements.size(), name);
        return elements.get(0);
    }

    static String caseOf(Element ending) {
        Element parent = (Element) ending.getParentNode();
        return parent.getAttribute("classname") + " " + parent.getAttribute("name");
    }

    @Test
    void forbiddenOutcome_isAFailureWithCountsAndCommand() throws Exception {
        Document document = parsed();
        Element failure = only(document, "failure");
        assertEquals("jdk17.racy.stress.A Forbidden", caseOf(failure));
        assertEquals("outcome 1, 1 seen 3 times in 12 of 12 forks", failure.getAttribute("message"));
        assertTrue(failure.getTextContent().contains("Two owners."));
        assertTrue(failure.getTextContent().contains("./racy stress -t 'A.Forbidden$'"));
    }

    @Test
    void testWithoutFork_isSkipped() throws Exception {
        assertEquals("jdk17.racy.stress.A NotReached", caseOf(only(parsed(), "skipped")));
    }

    @Test
    void counts_areThoseOfTheElements() throws Exception {
        night.shown.tests.add(ExportedNight.test("racy.stress.A.Crash", Expectation.SAFE, 2, 1));
        Document document = parsed();
        for (Element suite : elements(document, "testsuite")) {
            for (String[] pair : new String[][] {
                {"tests", "testcase"}, {"failures", "failure"}, {"errors", "error"}, {"skipped", "skipped"}
            }) {
                assertEquals(
                        suite.getAttribute(pair[0]),
                        Integer.toString(suite.getElementsByTagName(pair[1]).getLength()),
                        suite.getAttribute("name") + " " + pair[0]);
            }
        }
        Element all = document.getDocumentElement();
        assertEquals("5", all.getAttribute("tests"));
        assertEquals("1", all.getAttribute("failures"));
        assertEquals("1", all.getAttribute("errors"));
    }

    @Test
    void crashedFork_isAnErrorWithItsOutputAndReplay() throws Exception {
        night.shown.tests.add(ExportedNight.test("racy.stress.A.Crash", Expectation.SAFE, 2, 1));
        night.shown.forks.add(
                ExportedNight.crash("racy.stress.A.Crash", List.of("exit code 134"), List.of("# SIGSEGV")));
        Element error = only(parsed(), "error");
        assertEquals("1 of 3 forks did not run to their end", error.getAttribute("message"));
        assertTrue(error.getTextContent().contains("VM_ERROR"));
        assertTrue(error.getTextContent().contains("# SIGSEGV"));
        assertTrue(error.getTextContent().contains("./racy stress --replay parts/s1-jdk17/stress:4"));
    }

    @Test
    void unwitnessedRace_isAFailure() throws Exception {
        night.shown.tests.clear();
        night.shown.tests.add(
                ExportedNight.test("racy.stress.A.Seeded", Expectation.SEEDED, 6, ExportedNight.acceptable("none")));
        assertEquals("race not witnessed", only(parsed(), "failure").getAttribute("type"));
    }

    @Test
    void partialNight_isAnError() throws Exception {
        night.after = ExportedNight.night("n2", Origin.MEASURED, NightState.PARTIAL, List.of(2));
        Element error = only(parsed(), "error");
        assertEquals("racy.night complete", caseOf(error));
        assertTrue(error.getAttribute("message").contains("[2]"));
    }

    @Test
    void plannedTestsThatTheHistoryLacks_areSkipped() throws Exception {
        night.shown.tests.remove(0);
        assertEquals(2, elements(parsed(), "skipped").size());
    }

    @Test
    void benchmark_confirmedSlower_isAFailure_othersAreNot() throws Exception {
        night.shown.tests.clear();
        for (BenchChange.Decision decision : BenchChange.Decision.values()) {
            night.benchChanges.add(ExportedNight.benchChange(decision));
        }
        Document document = parsed();
        Element failure = only(document, "failure");
        assertEquals("jdk17.racy.bench.FenceSignalBenchmark locked[callbacks=8]", caseOf(failure));
        assertTrue(failure.getAttribute("message").contains("1.080 times (95%: 1.060 to 1.100)"));
        assertEquals(
                2,
                elements(document, "skipped").stream()
                        .filter(skipped -> caseOf(skipped).contains("bench"))
                        .count());
    }

    @Test
    void demonstration_isInTheNames() throws Exception {
        night.demonstration();
        Document document = parsed();
        assertTrue(document.getDocumentElement().getAttribute("name").startsWith("DEMONSTRATION"));
        elements(document, "testsuite")
                .forEach(suite -> assertTrue(suite.getAttribute("name").startsWith("DEMONSTRATION")));
    }

    @Test
    void commandOfAHostileName_isNone() throws Exception {
        night.shown.tests.clear();
        night.shown.tests.add(ExportedNight.test(
                "racy.stress.A.B'; rm -rf x; '", Expectation.SAFE, 2, ExportedNight.forbidden("1, 1")));
        assertFalse(only(parsed(), "failure").getTextContent().contains("Again"));
    }

    @Test
    void hostileText_staysText() throws Exception {
        String hostile = "]]><script>\u0000\u0008\uFFFE\u202E\uD800 &amp; \"quoted\" <!-- ";
        night.environment.put("cpu.model", hostile);
        night.shown.tests.add(
                ExportedNight.test("racy.stress.A." + hostile, Expectation.SAFE, 2, ExportedNight.forbidden(hostile)));
        night.shown.tests.add(ExportedNight.test("racy.stress.A.Crash", Expectation.SAFE, 2, 1));
        night.shown.forks.add(ExportedNight.crash("racy.stress.A.Crash", List.of(hostile), List.of(hostile)));
        Document document = parsed();
        assertTrue(elements(document, "testcase").stream()
                .anyMatch(each -> each.getAttribute("name")
                        .equals("]]><script>\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD &amp; \"quoted\" <!-- ")));
        assertTrue(only(document, "error").getTextContent().contains("]]><script>\uFFFD"));
    }

    @Test
    void contradiction_isAFailure() throws Exception {
        night.shown.tests.clear();
        night.shown.answers.add(new AnswerNight("n2", "xchg", Verdict.RACY, 0, 0, 0, 1));
        Element failure = only(parsed(), "failure");
        assertEquals("racy.night engines agree on xchg", caseOf(failure));
        assertEquals(
                "1 contradiction between engines: one saw what another one excludes", failure.getAttribute("message"));
    }
}
