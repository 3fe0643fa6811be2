// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.List;
import java.util.Optional;
import racy.history.AnswerNight;
import racy.history.Night;
import racy.review.Verdict;

/**
 * The verdicts of a question over the nights, as a row of cells.
 *
 * @param cells oldest first
 */
record VerdictTimeline(String question, List<Cell> cells) {
    static final int WIDTH = 7;

    /** One night; without a verdict it had no answer. */
    record Cell(Night night, Optional<Verdict> verdict) {
        String words() {
            return verdict.map(Text::verdict).orElse("no answer");
        }

        String style() {
            return verdict.map(Verdict::id).orElse("none");
        }
    }

    static VerdictTimeline of(Archive archive, String question) {
        return new VerdictTimeline(
                question,
                archive.nights().stream()
                        .map(night ->
                                new Cell(night, archive.answer(night, question).map(AnswerNight::verdict)))
                        .toList());
    }

    int width() {
        return Math.max(1, cells.size()) * WIDTH;
    }

    /** For whoever does not see it: the verdicts as runs. */
    String words() {
        StringBuilder words = new StringBuilder();
        int run = 0;
        for (int i = 0; i < cells.size(); i++) {
            run++;
            if (i + 1 == cells.size()
                    || !cells.get(i + 1).verdict().equals(cells.get(i).verdict())) {
                words.append(words.length() == 0 ? "" : ", then ")
                        .append(cells.get(i).words())
                        .append(" for ")
                        .append(Text.plural(run, "night"));
                run = 0;
            }
        }
        return words.toString();
    }
}
