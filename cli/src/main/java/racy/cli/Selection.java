// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.review.Engines;
import racy.review.EvidenceEngine;
import racy.review.EvidenceException;
import racy.review.Question;
import racy.review.Questions;

/** Questions and variants by the names that a user wrote. */
final class Selection {
    private Selection() {}

    /** For shell completion. */
    static final class QuestionIds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Questions.all().stream().map(Question::id).iterator();
        }
    }

    /** For shell completion. */
    static final class VariantIds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Variants.all().stream().map(Variant::id).iterator();
        }
    }

    /** Those named, in the order of the mail; all if none is. */
    static List<Question> questions(CommandLine command, List<String> ids) {
        for (String id : ids) {
            if (Questions.find(id).isEmpty()) {
                List<String> names = Questions.all().stream().map(Question::id).toList();
                throw new ParameterException(
                        command,
                        "there is no question '" + id + "'; racy questions lists them." + Nearest.suggest(id, names));
            }
        }
        return Questions.all().stream()
                .filter(question -> ids.isEmpty() || ids.contains(question.id()))
                .toList();
    }

    /** The ids, each known. */
    static Set<String> variants(CommandLine command, List<String> ids) {
        for (String id : ids) {
            if (Variants.find(id).isEmpty()) {
                List<String> names = Variants.all().stream().map(Variant::id).toList();
                throw new ParameterException(
                        command,
                        "--variant: there is no variant '" + id + "'; racy variants lists them."
                                + Nearest.suggest(id, names));
            }
        }
        return new LinkedHashSet<>(ids);
    }

    /** All engines as they looked in the run that {@code --from} names. */
    static List<EvidenceEngine> stored(CommandLine command, Path from) {
        List<EvidenceEngine> engines = new ArrayList<>();
        for (EvidenceEngine engine : Engines.all()) {
            try {
                engines.add(engine.stored(from));
            } catch (EvidenceException e) {
                throw new ParameterException(command, "--from: " + e.getMessage());
            }
        }
        return engines;
    }
}
