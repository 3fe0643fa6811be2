// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import racy.history.AnswerNight;
import racy.history.EvidenceNight;
import racy.history.Night;
import racy.history.StressNight;
import racy.history.compare.BenchChange;
import racy.history.compare.Change;
import racy.history.compare.Diff;
import racy.review.Question;
import racy.review.Verdict;

/** Tonight in one screen. */
record Overview(
        Night night,
        List<Row> rows,
        NightFigures figures,
        Diff diff,
        List<StressNight> failing,
        List<StressNight> unwitnessed,
        List<StressNight> slowest,
        List<Archive.Break> breaks) {
    private static final int SLOWEST = 8;

    /**
     * A question tonight.
     *
     * @param basis what the engines say of the patch as posted, or, where it was not tried, of what was
     */
    record Row(Question question, Optional<AnswerNight> answer, VerdictBasis basis, VerdictTimeline timeline) {
        Optional<Verdict> verdict() {
            return answer.map(AnswerNight::verdict);
        }
    }

    static Overview of(Archive archive, Night night, Diff diff) {
        List<EvidenceNight> evidence = archive.evidence(night);
        List<Row> rows = archive.questions().stream()
                .map(question -> new Row(
                        question,
                        archive.answer(night, question.id()),
                        VerdictBasis.of(question.id(), evidence),
                        VerdictTimeline.of(archive, question.id())))
                .toList();
        List<StressNight> tests = archive.tests(night);
        List<Archive.Break> breaks = new ArrayList<>();
        int place = archive.nights().size() - 1;
        for (String jdk : archive.jdks()) {
            archive.breaks(jdk).stream().filter(each -> each.place() == place).forEach(breaks::add);
        }
        return new Overview(
                night,
                rows,
                NightFigures.of(archive, night),
                diff,
                tests.stream().filter(StressNight::isFailure).toList(),
                tests.stream().filter(StressNight::isMissedRace).toList(),
                tests.stream()
                        .filter(test -> !test.time().isZero())
                        .sorted(Comparator.comparing(StressNight::time)
                                .reversed()
                                .thenComparing(StressNight::key))
                        .limit(SLOWEST)
                        .toList(),
                breaks);
    }

    /** How many questions have this verdict tonight. */
    long count(Verdict.Kind verdict) {
        return rows.stream()
                .filter(row -> row.verdict().map(Verdict::kind).equals(Optional.of(verdict)))
                .count();
    }

    long unanswered() {
        return rows.stream().filter(row -> row.answer().isEmpty()).count();
    }

    long transitions() {
        return diff.changes().stream().filter(Change::isNews).count();
    }

    long benchmarks(BenchChange.Decision decision) {
        return diff.benchmarks().stream()
                .filter(change -> change.decision() == decision)
                .count();
    }

    /** Benchmarks of which something can be said that is not "the same". */
    List<BenchChange> moved() {
        return diff.benchmarks().stream()
                .filter(change -> switch (change.decision()) {
                    case SLOWER, SLOWER_UNCONFIRMED, FASTER -> true;
                    case SAME, NOT_ENOUGH_EVIDENCE -> false;
                })
                .toList();
    }

    Duration took() {
        return Duration.between(night.started(), night.ended());
    }
}
