// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.ArrayList;
import java.util.List;

/** How an answer is printed. */
public enum AnswerFormat {
    /** For a terminal: a heading, the quote, and everything that is known. */
    TEXT {
        @Override
        List<String> render(Answer answer, List<Section> sections) {
            List<String> lines = new ArrayList<>();
            lines.add(answer.question().id() + " (" + answer.question().kind() + "): " + answer.inWords());
            lines.add("=".repeat(TextWrap.COLUMNS));
            answer.question().quote().forEach(line -> lines.add("  " + line));
            lines.add("");
            lines.addAll(TextWrap.wrap("Code: " + answer.question().code(), ""));
            body(sections, lines, "");
            return lines;
        }
    },
    /** Ready to paste into a mail: the quote, then the answer below it, in 72 columns of plain text. */
    MAIL {
        @Override
        List<String> render(Answer answer, List<Section> sections) {
            List<String> lines = new ArrayList<>(answer.question().quote());
            body(sections, lines, "");
            return lines;
        }
    },
    /** For a web page or an issue. */
    MARKDOWN {
        @Override
        List<String> render(Answer answer, List<Section> sections) {
            List<String> lines = new ArrayList<>();
            lines.add("## " + answer.question().id() + ": " + answer.inWords());
            lines.add("");
            answer.question().quote().forEach(line -> lines.add("    " + line));
            lines.add("");
            lines.add("Code: `" + answer.question().code() + "`");
            for (Section section : sections) {
                lines.add("");
                if (!section.title().isEmpty()) {
                    lines.add("### " + section.title());
                    lines.add("");
                }
                lines.addAll(separated(section.prose()));
                if (!section.lines().isEmpty()) {
                    lines.add("```text");
                    lines.addAll(section.lines());
                    lines.add("```");
                }
            }
            return lines;
        }
    };

    abstract List<String> render(Answer answer, List<Section> sections);

    /** The answer as lines of text. */
    public List<String> lines(Answer answer, List<Observation> run, List<EvidenceEngine> engines, Costs costs) {
        AnswerSections sections = new AnswerSections(answer, run, engines, costs);
        return render(answer, this == MAIL ? sections.brief() : sections.all());
    }

    private static void body(List<Section> sections, List<String> lines, String indent) {
        for (Section section : sections) {
            lines.add("");
            if (!section.title().isEmpty()) {
                lines.add(section.title() + ":");
            }
            List<String> prose = section.prose();
            for (int i = 0; i < prose.size(); i++) {
                lines.addAll(TextWrap.wrap(prose.get(i), indent));
            }
            lines.addAll(section.lines());
        }
    }

    private static List<String> separated(List<String> paragraphs) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : paragraphs) {
            lines.add(paragraph);
            lines.add("");
        }
        return lines;
    }
}
