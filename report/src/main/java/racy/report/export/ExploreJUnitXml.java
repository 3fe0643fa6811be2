// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import racy.explore.Exploration;
import racy.explore.ExploredTest;
import racy.explore.ExploredTest.Row;
import racy.report.export.JUnitSuites.Case;
import racy.report.export.JUnitSuites.Ending;
import racy.report.export.JUnitSuites.Suite;
import racy.review.MemoryModel;

/**
 * Explored tests as JUnit XML, each a case. A failure is a test that reaches what it forbids or does not grade. An error is
 * a test that was not looked at, or not as far as it was to be.
 */
public final class ExploreJUnitXml {
    private ExploreJUnitXml() {}

    /**
     * The file.
     *
     * @param bounds of each test
     * @param began when the run began
     * @param chosen how many tests there were to explore; more than there are here if the run was interrupted
     * @param again the command that plays a schedule of a test again
     */
    public static String of(
            MemoryModel model,
            String bounds,
            Instant began,
            int chosen,
            List<ExploredTest> tests,
            BiFunction<String, String, Optional<String>> again) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("racy.model", model.name());
        properties.put("racy.bounds", bounds);
        List<Case> cases = new ArrayList<>();
        tests.forEach(test -> cases.add(testCase(model, test, again)));
        if (chosen > tests.size()) {
            String missing = chosen - tests.size() + " of " + chosen + " tests were not looked at";
            cases.add(new Case(
                    model.name(), "tests not reached", Duration.ZERO, Ending.ERROR, "interrupted", missing, ""));
        }
        return JUnitSuites.xml(
                "racy explore", "", began, List.of(new Suite("racy.explore." + model.name(), properties, cases)));
    }

    private static Case testCase(
            MemoryModel model, ExploredTest test, BiFunction<String, String, Optional<String>> again) {
        int dot = test.name().lastIndexOf('.');
        String classname = model.name() + (dot < 0 ? "" : "." + test.name().substring(0, dot));
        String name = test.name().substring(dot + 1);
        Exploration exploration = test.exploration();
        Duration time =
                exploration == null ? Duration.ZERO : Duration.ofMillis(Math.round(exploration.seconds() * 1000));
        String type = test.agreement().words();
        if (test.agreement().isBad()) {
            StringBuilder text = new StringBuilder(exploration.coverage()).append('\n');
            test.rows().stream().filter(Row::isBad).forEach(row -> text.append(text(test, row, again)));
            String outcomes = String.join(
                    "; ",
                    test.rows().stream()
                            .filter(Row::isBad)
                            .map(row -> row.grade() + " " + row.outcome())
                            .toList());
            return new Case(classname, name, time, Ending.FAILURE, type, outcomes, text.toString());
        }
        if (test.agreement().isOpen()) {
            String why = exploration == null ? test.outOfModel() : exploration.coverage();
            return new Case(classname, name, time, Ending.ERROR, type, why, "");
        }
        return Case.passed(classname, name, time);
    }

    private static String text(ExploredTest test, Row row, BiFunction<String, String, Optional<String>> again) {
        return "\nObservation " + test.shortName() + "[" + row.outcome() + "] " + row.observed() + "\n" + row.grade()
                + ": " + row.description() + "\n\n" + row.witness().tableWithSources(100)
                + again.apply(test.name(), row.schedule())
                        .map(command -> "\nAgain: " + command + "\n")
                        .orElse("");
    }
}
