// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Questions, evidence, verdicts, answers. This package imports the model, and engines of evidence import this package.
 *
 * <p>An engine is an {@link racy.review.EvidenceEngine}. It looks at the driver in its own way and returns {@link
 * racy.review.Observation observations}. An observation says what it is about ({@link racy.review.Subject}), what was
 * done ({@link racy.review.Effort}) and what was found ({@link racy.review.Finding}). {@link racy.review.Answers}
 * combines the observations of all engines. {@link racy.review.Verdicts} draws the verdicts. No other code does, and no
 * verdict is written down anywhere. {@link racy.review.Contradiction} finds where one engine saw what another one
 * excluded. {@link racy.review.Teeth} says whether a seeded race was tried, witnessed or missed.
 *
 * <p>To add an engine, implement the interface and name it for the service loader. {@link racy.review.Engines} then
 * lists it, and nothing in this package changes.
 */
package racy.review;
