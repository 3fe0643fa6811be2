// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * A night as files that other programs read: JUnit XML, JSON, CSV, OpenMetrics, a mail, a GitHub step summary; and explored
 * tests as JUnit XML. What came from a bundle or a test is data everywhere: it cannot end an element, start a formula, add
 * a header or become markup. May depend on the history's read model and comparisons, on what the explorer found, and on the
 * review; knows no page, no store and no bundle.
 */
package racy.report.export;
