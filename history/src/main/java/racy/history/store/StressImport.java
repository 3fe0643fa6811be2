// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jcstress.annotations.Expect;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;
import racy.stress.runner.TestSummary;

/** Writes a part's stress tests: what they are, what each showed, and every fork. */
final class StressImport {
    private final Connection connection;

    StressImport(Connection connection) {
        this.connection = connection;
    }

    void write(long part, List<TestSummary> summaries, List<ForkRecord> forks) throws SQLException {
        Map<String, Long> tests = register(summaries);
        List<long[]> outcomes = outcomes(forks);
        tests(part, tests, summaries);
        shown(part, tests, forks, outcomes);
        forks(part, tests, forks, outcomes);
    }

    /** The ids of a part's tests by their names; hands out those that are new. */
    private Map<String, Long> register(List<TestSummary> summaries) throws SQLException {
        Map<String, Long> known = ids("SELECT content, id FROM test");
        Map<String, Long> byName = new HashMap<>();
        long next = BulkInsert.nextId(connection, "test");
        try (BulkInsert rows = BulkInsert.into(connection, "test", 3);
                BulkInsert questions = BulkInsert.into(connection, "test_question", 2, rows)) {
            for (TestSummary summary : summaries) {
                String content = BulkInsert.storable(JsonColumn.of(ordered(summary.test())));
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
        long next = BulkInsert.nextId(connection, "outcome");
        try (BulkInsert rows = BulkInsert.into(connection, "outcome", 6)) {
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
                BulkInsert.storable(outcome.id()),
                0,
                outcome.expect(),
                outcome.graded(),
                outcome.hit(),
                BulkInsert.storable(String.valueOf(outcome.description())));
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
        try (BulkInsert rows = BulkInsert.into(connection, "test_night", 9)) {
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
                        BulkInsert.orNull(summary.secondsToFirst()));
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
        try (BulkInsert rows = BulkInsert.into(connection, "test_outcome", 5)) {
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
        long id = BulkInsert.nextId(connection, "fork");
        try (BulkInsert rows = BulkInsert.into(connection, "fork", 9);
                BulkInsert counts = BulkInsert.into(connection, "fork_outcome", 3)) {
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
                        BulkInsert.orNull(first || !fork.isNormal() ? JsonColumn.of(fork) : null));
                for (int k = 0; k < fork.outcomes().size(); k++) {
                    counts.add(id, outcomes.get(i)[k], fork.outcomes().get(k).count());
                }
                id++;
            }
        }
    }
}
