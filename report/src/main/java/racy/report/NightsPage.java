// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import racy.history.AnswerNight;
import racy.history.Night;
import racy.review.Verdict;

/** The nights, newest first. */
record NightsPage(List<Row> rows, List<Archive.Break> breaks) {
    record Row(Night night, NightFigures figures, long racy, long answers) {}

    static NightsPage of(Archive archive) {
        List<Row> rows = new ArrayList<>();
        for (Night night : archive.nights()) {
            List<AnswerNight> answers = archive.answers(night);
            rows.add(new Row(
                    night,
                    NightFigures.of(archive, night),
                    answers.stream()
                            .filter(answer -> answer.verdict().equals(Verdict.RACY))
                            .count(),
                    answers.size()));
        }
        Collections.reverse(rows);
        List<Archive.Break> breaks = new ArrayList<>();
        archive.jdks().forEach(jdk -> breaks.addAll(archive.breaks(jdk)));
        return new NightsPage(rows, breaks);
    }
}
