// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.openjdk.jcstress.annotations.Expect;
import racy.history.ForkNight;
import racy.history.HistoryException;
import racy.history.Night;
import racy.history.Seen;
import racy.history.Sighting;
import racy.history.StressNight;
import racy.history.bundle.BundleFiles;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/** Questions about stress tests: their forks, and the outcomes that they showed. */
final class StressQueries {
    private final HistorySession session;

    StressQueries(HistorySession session) {
        this.session = session;
    }

    List<StressNight> tests(String night) {
        return session.read(handle -> tests(handle, "night.name = :night", Map.of("night", night)));
    }

    List<StressNight> test(String test, int nights) {
        return session.read(handle -> tests(
                handle,
                "test.name = :test AND night.id IN (" + session.horizon().newest() + ")",
                Map.of("test", test, "nights", nights)));
    }

    List<StressNight> testsOf(String question, int nights) {
        return session.read(handle -> tests(
                handle,
                "test.id IN (SELECT test FROM test_question WHERE question = :question) AND night.id IN ("
                        + session.horizon().newest() + ")",
                Map.of("question", question, "nights", nights)));
    }

    private record PartTest(long part, long test) {}

    private static List<StressNight> tests(Handle handle, String which, Map<String, ?> arguments) {
        String from = " JOIN part ON part.id = shown.part JOIN night ON night.id = part.night"
                + " JOIN test ON test.id = shown.test ";
        Map<PartTest, List<StressNight.OutcomeNight>> outcomes = new HashMap<>();
        handle.createQuery("SELECT shown.part, shown.test, shown.count, shown.forks, outcome.*"
                        + " FROM test_outcome shown" + from
                        + "JOIN outcome ON outcome.id = shown.outcome WHERE " + which
                        + " ORDER BY outcome.name, outcome.expect, outcome.description")
                .bindMap(arguments)
                .map((row, context) -> outcomes.computeIfAbsent(
                                new PartTest(row.getLong("part"), row.getLong("test")), key -> new ArrayList<>())
                        .add(new StressNight.OutcomeNight(outcome(row), row.getInt("forks"))))
                .list();
        Map<Long, StressTest> tests = new HashMap<>();
        return handle.createQuery("SELECT shown.*, night.name AS night_name, part.jdk, part.fingerprint, test.content"
                        + " FROM test_night shown" + from + "WHERE " + which
                        + " ORDER BY night.started, night.name, test.name, part.jdk, part.shard")
                .bindMap(arguments)
                .map((row, context) -> {
                    double first = row.getDouble("seconds_to_first");
                    Double toFirst = row.wasNull() ? null : Double.valueOf(first);
                    long test = row.getLong("test");
                    StressTest known = tests.get(test);
                    if (known == null) {
                        known = JsonColumn.to(row.getString("content"), StressTest.class);
                        tests.put(test, known);
                    }
                    return new StressNight(
                            row.getString("night_name"),
                            row.getString("jdk"),
                            row.getString("fingerprint"),
                            known,
                            row.getInt("forks"),
                            row.getInt("failed"),
                            row.getInt("forks_with_hits"),
                            row.getLong("hits"),
                            row.getLong("samples"),
                            Duration.ofMillis(row.getLong("millis")),
                            toFirst,
                            outcomes.getOrDefault(new PartTest(row.getLong("part"), test), List.of()));
                })
                .list();
    }

    /** Of a row with an outcome's columns and its {@code count}. */
    private static Outcome outcome(ResultSet row) throws SQLException {
        return new Outcome(
                row.getString("name"),
                row.getLong("count"),
                Expect.valueOf(row.getString("expect")),
                row.getInt("graded") == 1,
                row.getInt("hit") == 1,
                row.getString("description"));
    }

    List<Sighting> sightings(String question) {
        return session.read(handle -> handle.createQuery("SELECT test.name AS test_name, part.jdk, part.fingerprint,"
                        + " night.name AS night_name, night.started, night.revision, shown.count, shown.forks, test_night.forks AS of_forks,"
                        + " outcome.name, outcome.expect, outcome.graded, outcome.hit, outcome.description"
                        + " FROM test_question"
                        + " JOIN test ON test.id = test_question.test"
                        + " JOIN test_outcome shown ON shown.test = test.id"
                        + " JOIN test_night ON test_night.part = shown.part AND test_night.test = shown.test"
                        + " JOIN part ON part.id = shown.part JOIN night ON night.id = part.night"
                        + " JOIN outcome ON outcome.id = shown.outcome"
                        + " WHERE test_question.question = :question AND "
                        + session.horizon().isPlausible()
                        + " ORDER BY night.started, night.name, test.name, part.jdk, outcome.name,"
                        + " outcome.expect, outcome.description")
                .bind("question", question)
                .map((row, context) -> new Sighting(
                        row.getString("test_name"),
                        row.getString("jdk"),
                        row.getString("night_name"),
                        Instant.ofEpochMilli(row.getLong("started")),
                        row.getString("revision"),
                        row.getString("fingerprint"),
                        outcome(row),
                        row.getInt("forks"),
                        row.getInt("of_forks")))
                .list());
    }

    /** Reads the aggregates of the earlier nights once, by ids; what tonight does not show is left out here. */
    Set<Seen> seenBefore(String night) {
        return session.read(handle -> {
            Night tonight = NightQueries.night(handle, night)
                    .orElseThrow(() -> new HistoryException("no night " + night + " in the history"));
            Set<Seen> shown = tests(handle, "night.name = :night", Map.of("night", night)).stream()
                    .flatMap(Seen::in)
                    .map(seen -> seen.at(""))
                    .collect(Collectors.toSet());
            Map<Long, String> tests = names(handle, "test");
            Map<Long, String> outcomes = names(handle, "outcome");
            Set<Seen> before = new LinkedHashSet<>();
            handle.createQuery("SELECT DISTINCT shown.test, shown.outcome, part.jdk, part.fingerprint"
                            + " FROM test_outcome shown"
                            + " JOIN part ON part.id = shown.part JOIN night ON night.id = part.night"
                            + " WHERE night.origin = :origin AND (night.started < :started"
                            + " OR (night.started = :started AND night.name < :night))")
                    .bind("origin", tonight.origin().name())
                    .bind("started", tonight.started().toEpochMilli())
                    .bind("night", night)
                    .map((row, context) -> new Seen(
                            tests.get(row.getLong(1)),
                            row.getString(3),
                            row.getString(4),
                            outcomes.get(row.getLong(2))))
                    .forEach(seen -> {
                        if (shown.contains(seen.at(""))) {
                            before.add(seen);
                        }
                    });
            return before;
        });
    }

    private static Map<Long, String> names(Handle handle, String table) {
        Map<Long, String> names = new HashMap<>();
        handle.createQuery("SELECT id, name FROM " + table)
                .map((row, context) -> names.put(row.getLong(1), row.getString(2)))
                .list();
        return names;
    }

    List<ForkNight> notableForks(String night) {
        return session.read(handle -> handle.createQuery("SELECT fork.line, fork.record, part.jdk, part.shard FROM fork"
                        + " JOIN part ON part.id = fork.part JOIN night ON night.id = part.night"
                        + " WHERE night.name = :night AND fork.record IS NOT NULL"
                        + " ORDER BY part.shard, part.jdk, fork.line")
                .bind("night", night)
                .map((row, context) -> {
                    String part = BundleFiles.partName(row.getInt("shard"), row.getString("jdk"));
                    return new ForkNight(
                            night,
                            row.getString("jdk"),
                            row.getInt("shard"),
                            BundleFiles.PARTS + "/" + part + "/" + BundleFiles.STRESS + ":" + row.getInt("line"),
                            JsonColumn.to(row.getString("record"), ForkRecord.class));
                })
                .list());
    }
}
