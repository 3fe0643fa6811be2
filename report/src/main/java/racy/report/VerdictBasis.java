// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import racy.driver.variant.Variants;
import racy.history.EvidenceNight;
import racy.review.AsPosted;

/**
 * What the verdict on a question rests on in a night, in lines: the patch as posted, or, where that was not tried, all that
 * was.
 */
public record VerdictBasis(List<Line> lines) {
    private static final int SHOWN_OF_OTHERS = 3;

    /**
     * One line, in the parts that a page sets apart; a part may be empty. A note has words only.
     *
     * @param variant named where the verdict does not rest on the patch as posted
     */
    public record Line(String engine, String variant, String words, String violation) {
        private static Line note(String words) {
            return new Line("", "", words, "");
        }

        private static Line of(EvidenceNight evidence, String variant) {
            return new Line(
                    evidence.engine(),
                    variant,
                    Text.basis(evidence),
                    evidence.violation().map(Object::toString).orElse(""));
        }

        boolean isNote() {
            return engine.isEmpty();
        }

        /** For a terminal. */
        @Override
        public String toString() {
            return Stream.of(engine, variant, words, violation)
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(" "));
        }
    }

    /** @param night all that the engines said that night */
    public static VerdictBasis of(String question, List<EvidenceNight> night) {
        List<EvidenceNight> all =
                night.stream().filter(each -> each.question().equals(question)).toList();
        List<EvidenceNight> basis = AsPosted.orElseAll(all, EvidenceNight::variant);
        List<Line> lines = new ArrayList<>();
        if (basis.isEmpty()) {
            lines.add(Line.note("no engine said anything"));
        } else if (basis.get(0).variant().equals(Variants.AS_POSTED)) {
            basis.forEach(each -> lines.add(Line.of(each, "")));
        } else {
            lines.add(Line.note("not tried as posted; other drivers:"));
            basis.stream().limit(SHOWN_OF_OTHERS).forEach(each -> lines.add(Line.of(each, each.variant())));
            if (basis.size() > SHOWN_OF_OTHERS) {
                lines.add(Line.note("and " + (basis.size() - SHOWN_OF_OTHERS) + " more"));
            }
        }
        return new VerdictBasis(List.copyOf(lines));
    }
}
