// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import racy.history.StressNight;
import racy.text.Plain;

/**
 * RFC 4180: CRLF, quotes where they are needed, one header. A row is an outcome of a test on a JDK; a test without any has
 * one row with an empty outcome. A text that a spreadsheet would take for a formula begins with an apostrophe.
 */
final class OutcomeCsv {
    private static final Pattern QUOTED = Pattern.compile("[\",\r\n]");
    private static final Pattern FORMULA =
            Pattern.compile("^[\\s]*[=+\\-@\\t\\r\\uFF1D\\uFF0B\\uFF0D\\uFF20].*", Pattern.DOTALL);

    /** Such as the outcome {@code -1, 0}. */
    private static final Pattern NUMBERS = Pattern.compile("-?[0-9]+(, -?[0-9]+)*");

    private static final List<String> HEADER = List.of(
            "origin",
            "night",
            "revision",
            "jdk",
            "test",
            "variant",
            "expectation",
            "outcome",
            "grade",
            "may_happen",
            "hit",
            "count",
            "forks_showing",
            "forks",
            "failed_forks",
            "samples");

    private OutcomeCsv() {}

    static String of(NightFacts facts) {
        StringBuilder csv = new StringBuilder();
        row(csv, HEADER);
        for (StressNight test : facts.tests()) {
            if (test.outcomes().isEmpty()) {
                row(csv, row(facts, test, List.of("", "", "", "", "0", "0")));
            }
            for (StressNight.OutcomeNight outcome : test.outcomes()) {
                row(
                        csv,
                        row(
                                facts,
                                test,
                                List.of(
                                        outcome.total().id(),
                                        outcome.total().graded()
                                                ? outcome.total().expect().name()
                                                : "NOT_GRADED",
                                        Boolean.toString(!outcome.total().fails()),
                                        Boolean.toString(outcome.total().hit()),
                                        Long.toString(outcome.total().count()),
                                        Integer.toString(outcome.forks()))));
            }
        }
        return csv.toString();
    }

    private static List<String> row(NightFacts facts, StressNight test, List<String> outcome) {
        return Stream.of(
                        List.of(
                                facts.night().origin().name(),
                                facts.night().id(),
                                facts.night().revision(),
                                test.jdk(),
                                test.test().name(),
                                test.test().variant(),
                                test.test().expectation().name()),
                        outcome,
                        List.of(
                                Integer.toString(test.forks()),
                                Integer.toString(test.failedForks()),
                                Long.toString(test.samples())))
                .flatMap(List::stream)
                .toList();
    }

    private static void row(StringBuilder csv, List<String> fields) {
        csv.append(fields.stream().map(OutcomeCsv::field).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    private static String field(String text) {
        String plain = Plain.whole(text);
        String safe =
                FORMULA.matcher(plain).matches() && !NUMBERS.matcher(plain).matches() ? "'" + plain : plain;
        return QUOTED.matcher(safe).find() ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
