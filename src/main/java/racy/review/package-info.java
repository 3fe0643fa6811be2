// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Questions, evidence, verdicts, answers. Imports the model; engines of evidence import this.
 *
 * <p>An engine is an {@link racy.review.EvidenceSource}: it looks at the driver in its own way and hands back {@link
 * racy.review.Observation observations}. {@link racy.review.Answers} puts the observations of all engines together and
 * draws the {@link racy.review.Verdict verdicts}; nothing else does, and no verdict is written down anywhere. To add an
 * engine, implement the interface; nothing here changes.
 */
package racy.review;
