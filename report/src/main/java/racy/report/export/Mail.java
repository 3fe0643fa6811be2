// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import racy.review.TextWrap;
import racy.text.Plain;
import racy.text.ShellCommand;

/**
 * A mail for those who want to know when something changed: headers, then plain text of {@value TextWrap#COLUMNS} columns.
 * At most {@value #MOST} changes are told.
 */
final class Mail {
    private static final int MOST = 20;

    private Mail() {}

    static Optional<String> of(NightFacts facts) {
        News news = News.of(facts);
        if (news.items().isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        lines.add("Subject: " + subject(facts, news));
        lines.add("MIME-Version: 1.0");
        lines.add("Content-Type: text/plain; charset=utf-8");
        lines.add("Content-Transfer-Encoding: 8bit");
        lines.add("Auto-Submitted: auto-generated");
        lines.add("");
        if (facts.isDemonstration()) {
            paragraph(
                    lines,
                    NightFacts.DEMONSTRATION + ". A generator made these numbers; nothing was measured, and nothing"
                            + " follows from them.");
        }
        String since = facts.diff()
                .before()
                .map(before ->
                        " since night " + Plain.line(before.id()) + ", revision " + Plain.line(before.revision()))
                .orElse("");
        paragraph(
                lines,
                "Night " + Plain.line(facts.night().id()) + ", revision "
                        + Plain.line(facts.night().revision()) + ". What seems to have changed" + since + ":");
        for (News.Item item :
                news.items().subList(0, Math.min(MOST, news.items().size()))) {
            String where = item.jdk().isEmpty() ? "" : " on JDK " + Plain.line(item.jdk());
            wrap(lines, item.what() + ": " + Plain.line(item.name()) + where, "* ", "  ");
            wrap(lines, Plain.line(item.numbers()), "  ", "  ");
            lines.add("");
        }
        int more = news.items().size() - MOST;
        if (more > 0) {
            paragraph(lines, "And " + more + " more.");
        }
        if (news.unsure() > 0) {
            paragraph(
                    lines,
                    news.unsure() + " other difference" + (news.unsure() == 1 ? "" : "s")
                            + " may be chance: too few forks to tell.");
        }
        facts.diff()
                .before()
                .flatMap(before -> ShellCommand.racy("history diff")
                        .word(before.id())
                        .word(facts.night().id())
                        .text())
                .ifPresent(command -> paragraph(lines, "All of it: " + command));
        if (!facts.isDemonstration()) {
            paragraph(lines, "What was seen did happen, on that machine. What was not seen may still happen.");
        }
        return Optional.of(String.join("\n", lines) + "\n");
    }

    /** A header is ASCII here. */
    private static String subject(NightFacts facts, News news) {
        int count = news.items().size();
        String subject = (facts.isDemonstration() ? "[" + NightFacts.DEMONSTRATION + "] " : "") + "[racy] night "
                + facts.night().id() + ": " + count + " change" + (count == 1 ? "" : "s");
        return Plain.line(subject).replaceAll("[^ -~]", "?");
    }

    private static void paragraph(List<String> lines, String text) {
        wrap(lines, text, "", "");
        lines.add("");
    }

    /** A word that is longer than a line is cut into lines. */
    private static void wrap(List<String> lines, String text, String first, String others) {
        int room = TextWrap.COLUMNS - others.length();
        StringBuilder words = new StringBuilder();
        for (String word : text.split(" ")) {
            String rest = word;
            while (rest.length() > room) {
                int cut = Character.isHighSurrogate(rest.charAt(room - 1)) ? room - 1 : room;
                words.append(rest, 0, cut).append(' ');
                rest = rest.substring(cut);
            }
            words.append(rest).append(' ');
        }
        lines.addAll(TextWrap.wrap(words.toString().strip(), first, others));
    }
}
