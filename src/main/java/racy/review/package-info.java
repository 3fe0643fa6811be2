// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Questions, evidence, verdicts, answers. Imports the model; engines of evidence import this.
 *
 * <p>An engine is an {@link racy.review.EvidenceEngine}: it looks at the driver in its own way and hands back {@link
 * racy.review.Observation observations}. Each says what it is about ({@link racy.review.Subject}), what was done ({@link
 * racy.review.Effort}) and what came of it ({@link racy.review.Finding}). {@link racy.review.Answers} puts the observations
 * of all engines together, and {@link racy.review.Verdicts} draws the verdicts; nothing else does, and no verdict is
 * written down anywhere. {@link racy.review.Contradiction} finds where one engine saw what another one excluded, and
 * {@link racy.review.Teeth} says whether a seeded race was tried, witnessed or missed.
 *
 * <p>To add an engine, implement the interface and name it for the service loader; {@link racy.review.Engines} lists
 * it, and nothing here changes.
 */
package racy.review;
