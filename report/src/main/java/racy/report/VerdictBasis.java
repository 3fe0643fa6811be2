// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import racy.driver.variant.Variants;
import racy.history.EvidenceNight;

/**
 * What the verdict on a question rests on in a night: the patch as posted, or, where that was not tried, all that was.
 *
 * @param isAsPosted whether it is about the patch as posted
 */
public record VerdictBasis(boolean isAsPosted, List<EvidenceNight> evidence) {
    private static final int SHOWN = 3;

    /** @param night all that the engines said that night */
    public static VerdictBasis of(String question, List<EvidenceNight> night) {
        List<EvidenceNight> all =
                night.stream().filter(each -> each.question().equals(question)).toList();
        List<EvidenceNight> asPosted = all.stream()
                .filter(each -> each.variant().equals(Variants.AS_POSTED))
                .toList();
        return asPosted.isEmpty() ? new VerdictBasis(false, all) : new VerdictBasis(true, asPosted);
    }

    List<EvidenceNight> shown() {
        return evidence.subList(0, isAsPosted ? evidence.size() : Math.min(SHOWN, evidence.size()));
    }

    /** What is to be said before the evidence. */
    Optional<String> caveat() {
        if (evidence.isEmpty()) {
            return Optional.of("no engine said anything");
        }
        return isAsPosted ? Optional.empty() : Optional.of("not tried as posted; other drivers:");
    }

    /** For a terminal. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        caveat().ifPresent(lines::add);
        for (EvidenceNight each : shown()) {
            lines.add(each.engine() + (isAsPosted ? "" : " " + each.variant()) + " " + Text.basis(each)
                    + each.violation().map(violation -> " " + violation).orElse(""));
        }
        if (more() > 0) {
            lines.add("and " + more() + " more");
        }
        return lines;
    }

    int more() {
        return evidence.size() - shown().size();
    }
}
