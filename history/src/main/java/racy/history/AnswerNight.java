// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import racy.review.Verdict;

/**
 * The answer to one question in one night.
 *
 * @param verdict of the patch as posted
 * @param unexpected witnesses against what was declared safe
 * @param unwitnessed seeded races that were tried and not witnessed
 * @param untried tests that the budget did not reach
 * @param contradictions where one engine saw what another one excludes
 */
public record AnswerNight(
        String night,
        String question,
        Verdict verdict,
        int unexpected,
        int unwitnessed,
        int untried,
        int contradictions) {}
