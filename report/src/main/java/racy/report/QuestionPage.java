// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.history.AnswerNight;
import racy.history.EvidenceNight;
import racy.history.Night;
import racy.history.Sighting;
import racy.history.StressNight;
import racy.history.Witness;
import racy.review.Effort;
import racy.review.Question;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/**
 * Everything about one question.
 *
 * @param engines the columns of the matrix
 * @param outcomes of its tests, on all nights
 * @param gone outcomes that were seen of tests which none of these nights has
 */
record QuestionPage(
        Question question,
        Night night,
        Optional<AnswerNight> answer,
        VerdictTimeline timeline,
        List<String> engines,
        List<MatrixRow> matrix,
        List<Witness> witnesses,
        List<OutcomeRow> outcomes,
        long gone,
        List<StressNight> tests,
        List<String> jdks,
        Map<String, Object> data) {

    /** A driver, and what each engine says of it. */
    record MatrixRow(String variant, Optional<Variant> known, Map<String, EvidenceNight> cells) {}

    /**
     * An outcome of a test, on all JDKs.
     *
     * @param tonight by JDK
     * @param nights in how many nights it was ever seen, on any JDK
     */
    record OutcomeRow(
            StressTest test, Outcome outcome, Map<String, Cell> tonight, int nights, Sighting first, Sighting last) {
        /** Forks that showed it, of those that ran to their end. */
        record Cell(int forks, int ofForks) {
            String words() {
                return Text.of(forks, ofForks);
            }

            double share() {
                return (double) forks / ofForks;
            }
        }

        String grade() {
            if (outcome.fails()) {
                return outcome.graded() ? "forbidden" : "not graded";
            }
            return outcome.hit() ? "looked for" : "ordinary";
        }

        String anchor() {
            return Slug.of(test.shortName() + "." + outcome.id());
        }

        /** Key in the data of the charts. */
        String key() {
            return test.name() + "|" + outcome.id();
        }

        boolean isNotable() {
            return outcome.hit() || outcome.fails();
        }
    }

    private record OutcomeKey(String test, String outcome) {}

    static String file(String question) {
        return "question-" + Slug.of(question) + ".html";
    }

    static QuestionPage of(Archive archive, Night night, Question question, List<EvidenceNight> evidence) {
        List<EvidenceNight> mine = evidence.stream()
                .filter(each -> each.question().equals(question.id()))
                .toList();
        Set<String> engines = new LinkedHashSet<>();
        Map<String, Map<String, EvidenceNight>> cells = new LinkedHashMap<>();
        for (EvidenceNight each : mine) {
            engines.add(each.engine());
            cells.computeIfAbsent(each.variant(), variant -> new LinkedHashMap<>())
                    .put(each.engine(), each);
        }
        List<MatrixRow> matrix = new ArrayList<>();
        cells.forEach((variant, its) -> matrix.add(new MatrixRow(variant, Variants.find(variant), its)));
        matrix.sort((a, b) -> Boolean.compare(
                b.variant().equals(Variants.AS_POSTED), a.variant().equals(Variants.AS_POSTED)));
        List<Sighting> sightings = archive.history().sightings(question.id());
        List<OutcomeRow> outcomes = outcomes(archive, night, question, sightings);
        return new QuestionPage(
                question,
                night,
                archive.answer(night, question.id()),
                VerdictTimeline.of(archive, question.id()),
                List.copyOf(engines),
                matrix,
                archive.history().witnesses(night.id(), question.id()),
                outcomes,
                sightings.stream()
                                .map(each ->
                                        new OutcomeKey(each.test(), each.total().id()))
                                .distinct()
                                .count()
                        - outcomes.size(),
                archive.tests(night).stream()
                        .filter(test -> test.test().questions().contains(question.id()))
                        .toList(),
                archive.jdks(),
                new QuestionData(archive, question, outcomes, sightings).json());
    }

    private static List<OutcomeRow> outcomes(
            Archive archive, Night night, Question question, List<Sighting> sightings) {
        Map<OutcomeKey, List<Sighting>> seen = new LinkedHashMap<>();
        sightings.forEach(each -> seen.computeIfAbsent(
                        new OutcomeKey(each.test(), each.total().id()), key -> new ArrayList<>())
                .add(each));
        Map<String, StressTest> tests = new TreeMap<>();
        Map<String, Map<String, StressNight>> tonight = new HashMap<>();
        for (Night each : archive.nights()) {
            for (StressNight test : archive.tests(each)) {
                if (test.test().questions().contains(question.id())) {
                    tests.put(test.test().name(), test.test());
                    if (each == night) {
                        tonight.computeIfAbsent(test.test().name(), name -> new LinkedHashMap<>())
                                .put(test.jdk(), test);
                    }
                }
            }
        }
        List<OutcomeRow> rows = new ArrayList<>();
        seen.forEach((key, its) -> {
            StressTest test = tests.get(key.test());
            if (test == null) {
                return;
            }
            Map<String, OutcomeRow.Cell> cells = new TreeMap<>();
            tonight.getOrDefault(key.test(), Map.of()).forEach((jdk, run) -> {
                if (run.forks() > 0) {
                    cells.put(jdk, new OutcomeRow.Cell(forks(run, key.outcome()), run.forks()));
                }
            });
            rows.add(new OutcomeRow(
                    test,
                    its.get(its.size() - 1).total(),
                    cells,
                    (int) its.stream().map(Sighting::night).distinct().count(),
                    its.get(0),
                    its.get(its.size() - 1)));
        });
        rows.sort(Comparator.comparing((OutcomeRow row) -> !row.outcome().fails())
                .thenComparing(row -> !row.outcome().hit())
                .thenComparing(row -> !row.test().variant().equals(Variants.AS_POSTED))
                .thenComparing(row -> row.test().name())
                .thenComparing(row -> row.outcome().id()));
        return rows;
    }

    static int forks(StressNight run, String outcome) {
        return run.outcomes().stream()
                .filter(each -> each.total().id().equals(outcome))
                .mapToInt(StressNight.OutcomeNight::forks)
                .findFirst()
                .orElse(0);
    }

    /** The witnesses of one engine on one variant. */
    record WitnessGroup(String variant, String engine, boolean open, List<Witness> witnesses) {
        String anchor() {
            return Slug.of(variant + "." + engine);
        }
    }

    /** As posted is open, and if it has no witness the first that there is. */
    List<WitnessGroup> witnessGroups() {
        Map<List<String>, List<Witness>> groups = new LinkedHashMap<>();
        witnesses.forEach(witness -> groups.computeIfAbsent(
                        List.of(witness.variant(), witness.engine()), key -> new ArrayList<>())
                .add(witness));
        List<WitnessGroup> ordered = new ArrayList<>();
        groups.forEach((key, its) ->
                ordered.add(new WitnessGroup(key.get(0), key.get(1), key.get(0).equals(Variants.AS_POSTED), its)));
        ordered.sort(Comparator.comparing((WitnessGroup group) -> !group.open()));
        return ordered;
    }

    boolean hasWitness(String variant, String engine) {
        return witnesses.stream()
                .anyMatch(witness ->
                        witness.variant().equals(variant) && witness.engine().equals(engine));
    }

    /** Whether tests that were sampled are what this rests on, so that the table of tests has more about it. */
    boolean hasTests(EvidenceNight evidence) {
        return Effort.sampled(evidence.efforts()).isPresent()
                && tests.stream().anyMatch(test -> test.test().variant().equals(evidence.variant()));
    }

    /** Shown without being asked for: what runs the patch as posted, and whatever is not as it should be. */
    boolean isShown(StressNight test) {
        return test.test().variant().equals(Variants.AS_POSTED) || NightPage.isNotable(test);
    }

    /** Whether the seeded mutant of a test was seen that night on the same JDK. */
    String twin(StressNight test) {
        return tests.stream()
                .filter(each -> each.jdk().equals(test.jdk())
                        && each.test().name().equals(test.test().twin()))
                .findFirst()
                .map(twin -> twin.isWitnessed() ? "seen" : "not seen: this test’s “not seen” counts for nothing")
                .orElse("not run");
    }
}
