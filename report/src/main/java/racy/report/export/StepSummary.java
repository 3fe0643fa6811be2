// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import racy.history.AnswerNight;
import racy.history.Night;
import racy.history.StressNight;
import racy.review.Contradiction;
import racy.text.Plain;

/** GitHub's Markdown. Foreign text stands in code spans only, where nothing is markup, a link or a mention. */
final class StepSummary {
    private static final int MOST = 50;

    private StepSummary() {}

    static String of(NightFacts facts) {
        Night night = facts.night();
        StringBuilder out = new StringBuilder();
        out.append("## Racy, night ").append(code(night.id())).append("\n\n");
        if (facts.isDemonstration()) {
            out.append("> **")
                    .append(NightFacts.DEMONSTRATION)
                    .append(".** A generator made these numbers; nothing was measured.\n\n");
        }
        long seeded = facts.tests().stream().filter(StressNight::isTriedRace).count();
        long missed = facts.tests().stream().filter(StressNight::isMissedRace).count();
        out.append("Revision ")
                .append(code(night.revision()))
                .append(", ")
                .append(night.parts().stream().mapToInt(Night.Part::forks).sum())
                .append(" forks, ")
                .append(seeded - missed)
                .append(" of ")
                .append(seeded)
                .append(" seeded races witnessed, ")
                .append(facts.tests().stream().filter(StressNight::isFailure).count())
                .append(" tests fail.\n\n");
        int contradictions =
                facts.answers().stream().mapToInt(AnswerNight::contradictions).sum();
        if (contradictions > 0) {
            out.append("**").append(Contradiction.words(contradictions)).append(".**\n\n");
        }
        News news = News.of(facts);
        String since = facts.diff()
                .before()
                .map(before -> " since night " + code(before.id()))
                .orElse("; no earlier night compares");
        if (news.items().isEmpty()) {
            out.append("Nothing to tell").append(since).append(".\n");
        } else {
            out.append("What changed").append(since).append(":\n\n");
            out.append("| what | where | JDK | numbers |\n|---|---|---|---|\n");
            for (News.Item item :
                    news.items().subList(0, Math.min(MOST, news.items().size()))) {
                out.append("| ")
                        .append(code(item.what()))
                        .append(" | ")
                        .append(code(item.name()))
                        .append(" | ")
                        .append(code(item.jdk()))
                        .append(" | ")
                        .append(code(item.numbers()))
                        .append(" |\n");
            }
            if (news.items().size() > MOST) {
                out.append("\nAnd ").append(news.items().size() - MOST).append(" more.\n");
            }
        }
        if (news.unsure() > 0) {
            out.append("\nOther differences that may be chance, for too few forks: ")
                    .append(news.unsure())
                    .append(".\n");
        }
        return out.toString();
    }

    /** A code span that holds in a table too: without backticks, and with no bar that could end the cell. */
    private static String code(String text) {
        String line = Plain.line(text).strip();
        return line.isEmpty() ? "–" : "`" + line.replace('`', '\'').replace("|", "\\|") + "`";
    }
}
