// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.util.Optional;

/** The formats there are. */
public enum Format {
    /** A test case for each test on each JDK, as continuous integration reads it. */
    JUNIT(facts -> Optional.of(JUnitXml.of(facts))),
    /** The whole night, versioned. */
    JSON(facts -> Optional.of(NightJson.of(facts))),
    /** RFC 4180, a row for each outcome of each test on each JDK. */
    CSV(facts -> Optional.of(OutcomeCsv.of(facts))),
    /** For a monitoring system's text file collector. */
    OPENMETRICS(facts -> Optional.of(OpenMetrics.of(facts))),
    /** What changed, as a plain-text mail; no file if nothing did. */
    MAIL(Mail::of),
    /** What changed, in GitHub's Markdown. */
    SUMMARY(facts -> Optional.of(StepSummary.of(facts)));

    private final Export export;

    Format(Export export) {
        this.export = export;
    }

    Optional<String> text(NightFacts facts) {
        return export.text(facts);
    }
}
