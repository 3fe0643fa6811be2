// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import racy.text.Plain;

/** Suites of test cases as JUnit XML. */
final class JUnitSuites {
    private JUnitSuites() {}

    /** How a case ended, by the name of its element. */
    enum Ending {
        PASSED,
        FAILURE,
        ERROR,
        SKIPPED
    }

    record Case(String classname, String name, Duration time, Ending ending, String type, String message, String text) {
        static Case passed(String classname, String name, Duration time) {
            return new Case(classname, name, time, Ending.PASSED, "", "", "");
        }
    }

    record Suite(String name, Map<String, String> properties, List<Case> cases) {
        long count(Ending ending) {
            return cases.stream().filter(each -> each.ending() == ending).count();
        }

        Duration time() {
            return cases.stream().map(Case::time).reduce(Duration.ZERO, Duration::plus);
        }
    }

    /**
     * The file.
     *
     * @param prefix stands before the name of each suite
     * @param time at which the suites began
     */
    static String xml(String name, String prefix, Instant time, List<Suite> suites) {
        try {
            return write(name, prefix, time, suites);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String write(String name, String prefix, Instant time, List<Suite> suites)
            throws XMLStreamException {
        StringWriter text = new StringWriter();
        XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        attribute(xml, "name", name);
        attribute(
                xml,
                "tests",
                suites.stream().mapToInt(suite -> suite.cases().size()).sum());
        attribute(xml, "failures", sum(suites, Ending.FAILURE));
        attribute(xml, "errors", sum(suites, Ending.ERROR));
        attribute(xml, "time", seconds(suites.stream().map(Suite::time).reduce(Duration.ZERO, Duration::plus)));
        for (Suite suite : suites) {
            suite(xml, suite, prefix, time);
        }
        xml.writeEndElement();
        xml.writeCharacters("\n");
        xml.writeEndDocument();
        xml.flush();
        return text.toString();
    }

    private static long sum(List<Suite> suites, Ending ending) {
        return suites.stream().mapToLong(suite -> suite.count(ending)).sum();
    }

    private static void suite(XMLStreamWriter xml, Suite suite, String prefix, Instant time) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        attribute(xml, "name", prefix + suite.name());
        attribute(xml, "tests", suite.cases().size());
        attribute(xml, "failures", suite.count(Ending.FAILURE));
        attribute(xml, "errors", suite.count(Ending.ERROR));
        attribute(xml, "skipped", suite.count(Ending.SKIPPED));
        attribute(xml, "time", seconds(suite.time()));
        attribute(
                xml,
                "timestamp",
                DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                        time.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS)));
        if (!suite.properties().isEmpty()) {
            xml.writeCharacters("\n    ");
            xml.writeStartElement("properties");
            for (Map.Entry<String, String> property : suite.properties().entrySet()) {
                xml.writeCharacters("\n      ");
                xml.writeEmptyElement("property");
                attribute(xml, "name", property.getKey());
                attribute(xml, "value", property.getValue());
            }
            xml.writeCharacters("\n    ");
            xml.writeEndElement();
        }
        for (Case each : suite.cases()) {
            testCase(xml, each);
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void testCase(XMLStreamWriter xml, Case each) throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        attribute(xml, "classname", each.classname());
        attribute(xml, "name", each.name());
        attribute(xml, "time", seconds(each.time()));
        if (each.ending() != Ending.PASSED) {
            xml.writeStartElement(each.ending().name().toLowerCase(Locale.ROOT));
            attribute(xml, "message", each.message());
            if (each.ending() != Ending.SKIPPED) {
                attribute(xml, "type", each.type());
                xml.writeCharacters(Plain.block(each.text()));
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void attribute(XMLStreamWriter xml, String name, Object value) throws XMLStreamException {
        xml.writeAttribute(name, Plain.line(value.toString()));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
    }
}
