// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jcstress.annotations.Expect;
import racy.bench.BenchResult;
import racy.bench.BenchRun;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.Fingerprint;
import racy.history.bundle.PartManifest;
import racy.review.Answer;
import racy.review.Answers;
import racy.review.Effort;
import racy.review.Evidence;
import racy.review.EvidenceRequest;
import racy.review.Observation;
import racy.review.Question;
import racy.review.Questions;
import racy.stress.evidence.StressEvidence;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressRun;
import racy.stress.runner.StressTest;
import racy.stress.runner.TestSummary;

/** Writes one bundle's rows, in a transaction that the caller ends. */
final class BundleImport {
    private final Connection connection;

    BundleImport(Connection connection) {
        this.connection = connection;
    }

    void write(Bundle bundle, String digest) throws SQLException {
        BundleManifest manifest = bundle.manifest();
        long night = next("night");
        try (Rows rows = Rows.into(connection, "night", 13)) {
            rows.add(
                    night,
                    manifest.night(),
                    digest,
                    manifest.origin().name(),
                    bundle.seal().state().name(),
                    Instant.parse(manifest.started()).toEpochMilli(),
                    Instant.parse(bundle.seal().ended()).toEpochMilli(),
                    manifest.revision(),
                    manifest.plan(),
                    manifest.shards(),
                    Json.of(bundle.seal().missing()),
                    manifest.seed(),
                    manifest.budgetMillis());
        }
        List<List<TestSummary>> summaries = new ArrayList<>();
        for (Bundle.Part part : bundle.parts()) {
            List<TestSummary> its = part.stress().map(StressRun::summaries).orElse(List.of());
            write(part, its, night);
            summaries.add(its);
        }
        answers(bundle, summaries, night);
    }

    private void write(Bundle.Part part, List<TestSummary> summaries, long night) throws SQLException {
        PartManifest manifest = part.manifest();
        String fingerprint = Fingerprint.of(manifest.environment());
        environment(fingerprint, Fingerprint.compared(manifest.environment()));
        List<ForkRecord> forks = part.stress().map(StressRun::forks).orElse(List.of());
        long id = next("part");
        try (Rows rows = Rows.into(connection, "part", 10)) {
            rows.add(
                    id,
                    night,
                    manifest.shard(),
                    manifest.jdk(),
                    fingerprint,
                    Math.max(summaries.size(), manifest.code().size()),
                    (int) summaries.stream().filter(each -> each.forks() > 0).count(),
                    forks.size(),
                    manifest.benchmarks().size(),
                    (int) part.bench().stream()
                            .flatMap(run -> run.results().stream())
                            .map(BenchResult::benchmark)
                            .distinct()
                            .count());
        }
        try (Rows rows = Rows.into(connection, "code", 3)) {
            for (Map.Entry<String, String> code : manifest.code().entrySet()) {
                rows.add(id, code.getKey(), code.getValue());
            }
        }
        Map<String, Long> tests = register(summaries);
        List<long[]> outcomes = outcomes(forks);
        tests(id, tests, summaries);
        shown(id, tests, forks, outcomes);
        forks(id, tests, forks, outcomes);
        try (Rows rows = Rows.into(connection, "benchmark", 11)) {
            if (part.bench().isPresent()) {
                benchmarks(rows, id, 0, part.bench().get(), manifest.floors());
            }
            if (part.confirm().isPresent()) {
                benchmarks(rows, id, 1, part.confirm().get(), manifest.floors());
            }
        }
    }

    private void environment(String fingerprint, Map<String, String> values) throws SQLException {
        try (PreparedStatement known =
                connection.prepareStatement("SELECT 1 FROM environment WHERE fingerprint = ? LIMIT 1")) {
            known.setString(1, fingerprint);
            try (ResultSet row = known.executeQuery()) {
                if (row.next()) {
                    return;
                }
            }
        }
        try (Rows rows = Rows.into(connection, "environment", 3)) {
            for (Map.Entry<String, String> value : values.entrySet()) {
                rows.add(fingerprint, value.getKey(), value.getValue());
            }
        }
    }

    /** The ids of a part's tests by their names; hands out those that are new. */
    private Map<String, Long> register(List<TestSummary> summaries) throws SQLException {
        Map<String, Long> known = ids("SELECT content, id FROM test");
        Map<String, Long> byName = new HashMap<>();
        long next = next("test");
        try (Rows rows = Rows.into(connection, "test", 3);
                Rows questions = Rows.into(connection, "test_question", 2, rows)) {
            for (TestSummary summary : summaries) {
                String content = Rows.storable(Json.of(ordered(summary.test())));
                Long id = known.get(content);
                if (id == null) {
                    id = next++;
                    known.put(content, id);
                    rows.add(id, summary.test().name(), content);
                    for (String question : new TreeSet<>(summary.test().questions())) {
                        questions.add(id, question);
                    }
                }
                byName.put(summary.test().name(), id);
            }
        }
        return byName;
    }

    /** The ids of each fork's outcomes; hands out those that are new. */
    private List<long[]> outcomes(List<ForkRecord> forks) throws SQLException {
        Map<Outcome, Long> known = knownOutcomes();
        List<long[]> all = new ArrayList<>(forks.size());
        long next = next("outcome");
        try (Rows rows = Rows.into(connection, "outcome", 6)) {
            for (ForkRecord fork : forks) {
                long[] ids = new long[fork.outcomes().size()];
                for (int i = 0; i < ids.length; i++) {
                    Outcome kind = kind(fork.outcomes().get(i));
                    Long id = known.get(kind);
                    if (id == null) {
                        id = next++;
                        known.put(kind, id);
                        rows.add(
                                id,
                                kind.id(),
                                kind.expect().name(),
                                kind.graded() ? 1 : 0,
                                kind.hit() ? 1 : 0,
                                kind.description());
                    }
                    ids[i] = id;
                }
                all.add(ids);
            }
        }
        return all;
    }

    private Map<Outcome, Long> knownOutcomes() throws SQLException {
        Map<Outcome, Long> ids = new HashMap<>();
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT name, expect, graded, hit, description, id FROM outcome");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Outcome kind = new Outcome(
                        row.getString(1),
                        0,
                        Expect.valueOf(row.getString(2)),
                        row.getInt(3) == 1,
                        row.getInt(4) == 1,
                        row.getString(5));
                ids.put(kind, row.getLong(6));
            }
        }
        return ids;
    }

    /** A set of violations is written in the order of the vocabulary, so that equal tests have equal texts. */
    private static Map<String, Object> ordered(StressTest test) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", test.name());
        fields.put("actors", test.actors());
        fields.put("questions", test.questions());
        fields.put("variant", test.variant());
        fields.put("race", test.race());
        fields.put("violations", new TreeSet<>(test.violations()));
        fields.put("expectation", test.expectation());
        fields.put("level", test.level());
        fields.put("twin", test.twin());
        return fields;
    }

    private static Outcome kind(Outcome outcome) {
        return new Outcome(
                Rows.storable(outcome.id()),
                0,
                outcome.expect(),
                outcome.graded(),
                outcome.hit(),
                Rows.storable(String.valueOf(outcome.description())));
    }

    private Map<String, Long> ids(String query) throws SQLException {
        Map<String, Long> ids = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                ids.put(row.getString(1), row.getLong(2));
            }
        }
        return ids;
    }

    private void tests(long part, Map<String, Long> tests, List<TestSummary> summaries) throws SQLException {
        try (Rows rows = Rows.into(connection, "test_night", 9)) {
            for (TestSummary summary : summaries) {
                rows.add(
                        part,
                        tests.get(summary.test().name()),
                        summary.forks(),
                        summary.failures().size(),
                        summary.forksWithHits(),
                        summary.hits(),
                        summary.samples(),
                        summary.millis(),
                        Rows.orNull(summary.secondsToFirst()));
            }
        }
    }

    /** How often an outcome was shown, and in how many forks. */
    private static final class Shown {
        private long count;
        private int forks;
    }

    private void shown(long part, Map<String, Long> tests, List<ForkRecord> forks, List<long[]> outcomes)
            throws SQLException {
        Map<String, Map<Long, Shown>> byTest = new LinkedHashMap<>();
        for (int i = 0; i < forks.size(); i++) {
            ForkRecord fork = forks.get(i);
            if (fork.isNormal()) {
                add(fork, outcomes.get(i), byTest.computeIfAbsent(fork.spec().test(), test -> new LinkedHashMap<>()));
            }
        }
        try (Rows rows = Rows.into(connection, "test_outcome", 5)) {
            for (Map.Entry<String, Map<Long, Shown>> test : byTest.entrySet()) {
                for (Map.Entry<Long, Shown> outcome : test.getValue().entrySet()) {
                    Shown its = outcome.getValue();
                    rows.add(part, tests.get(test.getKey()), outcome.getKey(), its.count, its.forks);
                }
            }
        }
    }

    private static void add(ForkRecord fork, long[] outcomes, Map<Long, Shown> test) {
        for (int i = 0; i < outcomes.length; i++) {
            long count = fork.outcomes().get(i).count();
            if (count > 0) {
                Shown its = test.computeIfAbsent(outcomes[i], outcome -> new Shown());
                its.count += count;
                its.forks++;
            }
        }
    }

    private void forks(long part, Map<String, Long> tests, List<ForkRecord> forks, List<long[]> outcomes)
            throws SQLException {
        Set<String> withHits = new HashSet<>();
        long id = next("fork");
        try (Rows rows = Rows.into(connection, "fork", 9);
                Rows counts = Rows.into(connection, "fork_outcome", 3)) {
            for (int i = 0; i < forks.size(); i++) {
                ForkRecord fork = forks.get(i);
                String test = fork.spec().test();
                boolean first = fork.isNormal() && fork.hits() > 0 && withHits.add(test);
                rows.add(
                        id,
                        part,
                        tests.get(test),
                        i + 1,
                        fork.status().name(),
                        fork.total(),
                        fork.samples(),
                        fork.wallMillis(),
                        Rows.orNull(first || !fork.isNormal() ? Json.of(fork) : null));
                for (int k = 0; k < fork.outcomes().size(); k++) {
                    counts.add(id, outcomes.get(i)[k], fork.outcomes().get(k).count());
                }
                id++;
            }
        }
    }

    private static void benchmarks(Rows rows, long part, int again, BenchRun run, Map<String, List<String>> floors)
            throws SQLException {
        int place = 0;
        for (BenchResult result : run.results()) {
            rows.add(
                    part,
                    place++,
                    again,
                    result.type(),
                    result.method(),
                    Json.of(result.params()),
                    result.unit(),
                    result.score(),
                    result.error(),
                    Json.of(result.forkMeans()),
                    Json.of(floors.getOrDefault(result.type() + "." + result.ownMethod(), List.of())));
        }
    }

    /** What all engines saw on all JDKs of the night, and the answers that it gives. */
    private void answers(Bundle bundle, List<List<TestSummary>> summaries, long night) throws SQLException {
        EvidenceRequest everything = EvidenceRequest.everything(Duration.ZERO);
        record Seen(String jdk, Observation observation) {}
        List<Seen> seen = new ArrayList<>();
        Set<List<String>> told = new HashSet<>();
        for (int i = 0; i < summaries.size(); i++) {
            Bundle.Part part = bundle.parts().get(i);
            String jdk = part.manifest().jdk();
            // A deterministic engine finds the same wherever it runs: it counts once, however many parts ran it.
            part.evidence().stream()
                    .filter(each -> told.add(List.of(each.engine(), each.name(), each.variant())))
                    .forEach(each -> seen.add(new Seen(jdk, each)));
            StressEvidence.of(summaries.get(i), everything).forEach(each -> seen.add(new Seen(jdk, each)));
        }
        List<Observation> observations = seen.stream().map(Seen::observation).toList();
        int place = 0;
        int evidencePlace = 0;
        int witnessPlace = 0;
        try (Rows answers = Rows.into(connection, "answer", 7);
                Rows evidence = Rows.into(connection, "evidence", 12);
                Rows witnesses = Rows.into(connection, "witness", 13)) {
            for (Question question : Questions.all()) {
                Answer answer = Answers.answer(question, observations);
                answers.add(
                        night,
                        place++,
                        question.id(),
                        answer.verdict().code(),
                        answer.unexpected().size(),
                        answer.unwitnessed().size(),
                        answer.untried().size());
                for (Evidence each : answer.evidence()) {
                    evidence.add(
                            night,
                            evidencePlace++,
                            question.id(),
                            each.variant(),
                            each.engine(),
                            each.verdict().code(),
                            Rows.orNull(
                                    each.violation() == null
                                            ? null
                                            : each.violation().name()),
                            each.hits(),
                            each.executions(),
                            forks(each),
                            Rows.orNull(bound(each)),
                            each.seconds());
                }
                List<Seen> shown = seen.stream()
                        .filter(each -> each.observation().isWitnessed()
                                && each.observation().questions().contains(question.id()))
                        .sorted(Comparator.comparing(
                                each -> each.observation().finding().witnesses().isEmpty()))
                        .toList();
                for (Seen each : shown) {
                    Observation its = each.observation();
                    witnesses.add(
                            night,
                            witnessPlace++,
                            question.id(),
                            each.jdk(),
                            its.variant(),
                            its.engine(),
                            its.name(),
                            Rows.orNull(
                                    its.finding().violation() == null
                                            ? null
                                            : its.finding().violation().name()),
                            its.finding().what(),
                            its.hits(),
                            its.effort().executions(),
                            Json.of(its.finding().witnesses().stream()
                                    .flatMap(witness -> witness.lines().stream())
                                    .toList()),
                            its.command());
                }
            }
        }
    }

    private static int forks(Evidence evidence) {
        return evidence.efforts().stream()
                .filter(Effort.Sampled.class::isInstance)
                .mapToInt(effort -> ((Effort.Sampled) effort).forks())
                .sum();
    }

    private static Double bound(Evidence evidence) {
        return evidence.efforts().stream()
                .filter(Effort.Sampled.class::isInstance)
                .map(effort -> ((Effort.Sampled) effort).bound())
                .findFirst()
                .orElse(null);
    }

    private long next(String table) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT COALESCE(MAX(id), 0) + 1 FROM " + table);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
