// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import racy.driver.variant.Variants;
import racy.history.EvidenceNight;

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
        List<EvidenceNight> asPosted = all.stream()
                .filter(each -> each.variant().equals(Variants.AS_POSTED))
                .toList();
        List<Line> lines = new ArrayList<>();
        if (all.isEmpty()) {
            lines.add(Line.note("no engine said anything"));
        } else if (asPosted.isEmpty()) {
            lines.add(Line.note("not tried as posted; other drivers:"));
            all.stream().limit(SHOWN_OF_OTHERS).forEach(each -> lines.add(Line.of(each, each.variant())));
            if (all.size() > SHOWN_OF_OTHERS) {
                lines.add(Line.note("and " + (all.size() - SHOWN_OF_OTHERS) + " more"));
            }
        } else {
            asPosted.forEach(each -> lines.add(Line.of(each, "")));
        }
        return new VerdictBasis(List.copyOf(lines));
    }
}
