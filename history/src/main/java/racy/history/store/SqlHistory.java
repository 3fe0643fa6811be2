// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.History;
import racy.history.HistoryException;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.Seen;
import racy.history.Sighting;
import racy.history.TestNight;
import racy.history.TestNight.OutcomeNight;
import racy.history.Witness;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.kernel.Violation;
import racy.review.Observation;
import racy.review.Verdict;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/**
 * A history in a database. Threads and processes may share it: each method has a connection of its own, reads all it reads
 * as of one moment, and writes all or nothing. It can be rebuilt from the bundles that were imported, in any order, and
 * then answers the same.
 */
public final class SqlHistory implements History {
    private static final String TEST_NIGHTS =
            " FROM test_night tn JOIN night n ON n.night_id = tn.night_id JOIN test t ON t.test_id = tn.test_id";
    private static final String OUTCOMES = " JOIN outcome_night os ON os.test_night_id = tn.test_night_id"
            + " JOIN outcome o ON o.outcome_id = os.outcome_id";
    private static final String OF_QUESTION =
            "t.test_id IN (SELECT test_id FROM test_question WHERE question = :question)";

    private static final Comparator<Sighting> OLDEST_FIRST = Comparator.comparing(Sighting::started)
            .thenComparing(Sighting::night)
            .thenComparing(Sighting::test)
            .thenComparing(Sighting::jdk)
            .thenComparing(sighting -> sighting.total().id());

    private final Database database;

    private SqlHistory(Database database) {
        this.database = database;
    }

    /**
     * Opens a history to read it; nothing is written, not even where the user may.
     *
     * @param urlOrPath a file, or {@code jdbc:sqlite:FILE}, or {@code jdbc:postgresql:...}
     * @throws HistoryException if there is none, or it is not of this program's version
     */
    public static SqlHistory open(String urlOrPath) {
        Database database = Database.at(urlOrPath);
        Schema.check(database);
        return new SqlHistory(database);
    }

    /**
     * Opens a history to write it, too; makes it if there is none.
     *
     * @param urlOrPath as for {@link #open}
     * @throws HistoryException if it cannot be made or is a newer program's
     */
    public static SqlHistory openToWrite(String urlOrPath) {
        Database database = Database.at(urlOrPath);
        Schema.make(database);
        return new SqlHistory(database);
    }

    /** Where it is, as users are told: without a password. */
    @Override
    public String toString() {
        return database.toString();
    }

    /**
     * Adds the night of a bundle.
     *
     * @return false if it is there already
     * @throws BundleException if the bundle is not whole; nothing is added
     * @throws HistoryException if another bundle of that night is there, or the night's numbers must not be beside those
     *     that are: a demonstration among measured nights; nothing is added
     */
    public boolean importBundle(Path directory) throws BundleException {
        NightIndex night = read(directory);
        return database.write(handle -> Importer.begin(handle).add(night));
    }

    private static NightIndex read(Path directory) throws BundleException {
        Bundle bundle = Bundle.read(directory);
        if (bundle.manifest().shard() != 0 && bundle.manifest().shards() > 1) {
            throw new BundleException(
                    directory + " is shard " + bundle.manifest().shard() + " of "
                            + bundle.manifest().shards() + ", and no night yet; racy merge makes one of them");
        }
        return NightReader.read(bundle);
    }

    /**
     * Replaces all nights by those of these bundles, or, if anything is wrong with one of them, none.
     *
     * @return how many nights it has now
     */
    public int rebuild(List<Path> bundles) throws BundleException {
        return database.write(handle -> {
            Importer importer = Importer.begin(handle);
            Pruner.removeAll(handle);
            int added = 0;
            for (Path bundle : bundles) {
                added += importer.add(read(bundle)) ? 1 : 0;
            }
            return added;
        });
    }

    /**
     * Which of the oldest nights can go.
     *
     * @param keep the newest nights stay, as many as this
     * @param before nights that started at this time or later stay
     * @param evenOnlySightings if not, a night stays where otherwise no night would show some outcome that is a hit or may
     *     not happen
     * @return the oldest first
     */
    public Pruning prunable(int keep, Instant before, boolean evenOnlySightings) {
        return database.read(handle -> Pruner.plan(handle, keep, before, evenOnlySightings));
    }

    /** Removes nights from the history; their bundles stay. */
    public void remove(List<String> nights) {
        database.write(handle -> {
            Importer.begin(handle);
            nights.forEach(night -> Pruner.remove(handle, night));
            Pruner.sweep(handle);
            return null;
        });
    }

    /**
     * What {@link #prunable} found, the oldest nights first.
     *
     * @param removable nights that can go
     * @param onlySightings nights that are as old, and stay for an outcome that no other night shows
     */
    public record Pruning(List<String> removable, List<String> onlySightings) {
        public Pruning {
            removable = List.copyOf(removable);
            onlySightings = List.copyOf(onlySightings);
        }
    }

    /** SHA-256 of the seals of the nights that are there, by night. */
    public Map<String, String> seals() {
        return database.read(handle -> handle.createQuery("SELECT name, seal FROM night ORDER BY name")
                .reduceResultSet(new TreeMap<>(), (seals, row, context) -> {
                    seals.put(row.getString(1), row.getString(2));
                    return seals;
                }));
    }

    /**
     * For each test the digest of its code when it last ran to its end on a JDK: a test with another digest, or without
     * one, is new or changed.
     */
    public Map<String, String> knownCode(String jdk) {
        return database.read(handle -> handle.createQuery(
                        "SELECT name, code FROM (SELECT t.name AS name, tn.code AS code, ROW_NUMBER() OVER ("
                                + "PARTITION BY t.name ORDER BY n.started DESC, n.name DESC) AS age"
                                + " FROM test_night tn JOIN night n ON n.night_id = tn.night_id"
                                + " JOIN test t ON t.test_id = tn.test_id"
                                + " WHERE tn.jdk = :jdk AND tn.forks > 0 AND tn.code IS NOT NULL) runs WHERE age = 1")
                .bind("jdk", jdk)
                .reduceResultSet(new TreeMap<>(), (code, row, context) -> {
                    code.put(row.getString(1), row.getString(2));
                    return code;
                }));
    }

    /** Which nights, or tests, a query is about: a condition, and the values it names. */
    private record Filter(String sql, Map<String, ?> values) {
        static Filter night(String id) {
            return new Filter("n.name = :night", Map.of("night", id));
        }

        static Filter newest(int nights) {
            return new Filter(
                    "n.night_id IN (SELECT night_id FROM night ORDER BY started DESC, name DESC LIMIT :nights)",
                    Map.of("nights", nights));
        }

        Filter and(String condition, String name, Object value) {
            Map<String, Object> both = new HashMap<>(values);
            both.put(name, value);
            return new Filter(condition + " AND " + sql, both);
        }

        Query in(Handle handle, String before, String after) {
            return handle.createQuery(before + " WHERE " + sql + " " + after).bindMap(values);
        }
    }

    @Override
    public List<Night> nights(int limit) {
        return database.read(handle -> nights(handle, Filter.newest(limit)));
    }

    @Override
    public Optional<Night> night(String id) {
        return database.read(handle -> nights(handle, Filter.night(id)).stream().findFirst());
    }

    private static List<Night> nights(Handle handle, Filter filter) {
        Map<Long, List<Night.Part>> parts = filter.in(
                        handle,
                        "SELECT p.* FROM part p JOIN night n ON n.night_id = p.night_id",
                        "ORDER BY p.shard, p.jdk")
                .reduceResultSet(new HashMap<>(), (all, row, context) -> {
                    all.computeIfAbsent(row.getLong("night_id"), night -> new ArrayList<>())
                            .add(part(row));
                    return all;
                });
        return filter.in(handle, "SELECT n.* FROM night n", "ORDER BY n.started DESC, n.name DESC")
                .map((row, context) -> night(row, parts.getOrDefault(row.getLong("night_id"), List.of())))
                .list();
    }

    private static Night night(ResultSet row, List<Night.Part> parts) throws SQLException {
        return new Night(
                row.getString("name"),
                constant(Origin.class, row.getString("origin")),
                constant(NightState.class, row.getString("state")),
                Instant.ofEpochMilli(row.getLong("started")),
                Instant.ofEpochMilli(row.getLong("ended")),
                Json.read(row.getString("revision"), String.class),
                Json.read(row.getString("plan_digest"), String.class),
                row.getInt("shards"),
                Json.read(row.getString("missing"), Json.INTEGERS),
                row.getLong("seed"),
                Duration.ofMillis(row.getLong("budget_millis")),
                parts);
    }

    private static Night.Part part(ResultSet row) throws SQLException {
        return new Night.Part(
                row.getInt("shard"),
                row.getString("jdk"),
                row.getString("fingerprint"),
                row.getInt("planned"),
                row.getInt("covered"),
                row.getInt("forks"));
    }

    /** Of a fingerprint that names several, what differs is joined by a bar. */
    @Override
    public Map<String, String> environment(String fingerprint) {
        return database.read(handle -> {
            List<SortedMap<String, String>> environments = new ArrayList<>();
            for (String one : fingerprint.split("\\+", -1)) {
                handle.createQuery("SELECT content FROM environment WHERE fingerprint = :fingerprint")
                        .bind("fingerprint", one)
                        .map((row, context) -> Json.read(row.getString(1), Json.TEXTS))
                        .findOne()
                        .ifPresent(environments::add);
            }
            return together(environments);
        });
    }

    private static Map<String, String> together(List<SortedMap<String, String>> environments) {
        SortedMap<String, String> together = new TreeMap<>();
        for (SortedMap<String, String> environment : environments) {
            environment
                    .keySet()
                    .forEach(name -> together.put(
                            name,
                            environments.stream()
                                    .map(each -> each.getOrDefault(name, "missing"))
                                    .distinct()
                                    .collect(Collectors.joining(" | "))));
        }
        return together;
    }

    @Override
    public List<TestNight> tests(String night) {
        return database.read(handle -> tests(handle, Filter.night(night)));
    }

    @Override
    public List<TestNight> test(String test, int nights) {
        return database.read(handle -> tests(handle, Filter.newest(nights).and("t.name = :test", "test", test)));
    }

    @Override
    public List<TestNight> testsOf(String question, int nights) {
        return database.read(handle -> tests(handle, Filter.newest(nights).and(OF_QUESTION, "question", question)));
    }

    private static List<TestNight> tests(Handle handle, Filter filter) {
        Map<Long, Outcome> outcomes = new HashMap<>();
        Map<Long, List<OutcomeNight>> seen = filter.in(
                        handle,
                        "SELECT tn.test_night_id, o.outcome_id, o.content, os.hits, os.forks" + TEST_NIGHTS + OUTCOMES,
                        "")
                .reduceResultSet(new HashMap<>(), (all, row, context) -> {
                    all.computeIfAbsent(row.getLong("test_night_id"), night -> new ArrayList<>())
                            .add(new OutcomeNight(outcome(row, outcomes), row.getInt("forks")));
                    return all;
                });
        seen.values()
                .forEach(list -> list.sort(
                        Comparator.comparing(outcome -> outcome.total().id())));
        Map<Long, StressTest> tests = new HashMap<>();
        return filter.in(
                        handle,
                        "SELECT tn.*, n.name AS night, t.content" + TEST_NIGHTS,
                        "ORDER BY n.started, n.name, t.name, tn.jdk")
                .map((row, context) -> new TestNight(
                        row.getString("night"),
                        row.getString("jdk"),
                        row.getString("fingerprint"),
                        entry(row, "test_id", StressTest.class, tests),
                        row.getInt("forks"),
                        row.getInt("failed_forks"),
                        row.getInt("forks_with_hits"),
                        row.getLong("hits"),
                        row.getLong("samples"),
                        Duration.ofMillis(row.getLong("millis")),
                        number(row, "seconds_to_first"),
                        seen.getOrDefault(row.getLong("test_night_id"), List.of())))
                .list();
    }

    /** What {@code content} holds; rows with the same key share it. */
    private static <T> T entry(ResultSet row, String key, Class<T> type, Map<Long, T> known) throws SQLException {
        String content = row.getString("content");
        return known.computeIfAbsent(row.getLong(key), id -> Json.read(content, type));
    }

    private static Outcome outcome(ResultSet row, Map<Long, Outcome> known) throws SQLException {
        return entry(row, "outcome_id", Outcome.class, known).withCount(row.getLong("hits"));
    }

    private static Double number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new HistoryException(
                    "the history holds the " + type.getSimpleName() + " '" + name
                            + "', which this Racy does not know; use a newer one",
                    e);
        }
    }

    @Override
    public List<Sighting> sightings(String question) {
        Map<Long, Outcome> outcomes = new HashMap<>();
        return database.read(handle -> handle
                .createQuery("SELECT t.name AS test, tn.jdk, n.name AS night, n.started, n.revision, tn.fingerprint,"
                        + " o.outcome_id, o.content, os.hits, os.forks, tn.forks AS of_forks" + TEST_NIGHTS
                        + OUTCOMES + " WHERE " + OF_QUESTION)
                .bind("question", question)
                .map((row, context) -> new Sighting(
                        row.getString("test"),
                        row.getString("jdk"),
                        row.getString("night"),
                        Instant.ofEpochMilli(row.getLong("started")),
                        Json.read(row.getString("revision"), String.class),
                        row.getString("fingerprint"),
                        outcome(row, outcomes),
                        row.getInt("forks"),
                        row.getInt("of_forks")))
                .stream()
                .sorted(OLDEST_FIRST)
                .toList());
    }

    @Override
    public Set<Seen> seenBefore(String night) {
        return database.read(handle -> {
            if (nights(handle, Filter.night(night)).isEmpty()) {
                throw new HistoryException("no night " + night + " in the history");
            }
            Map<Long, Outcome> outcomes = new HashMap<>();
            Set<Seen> shown = new HashSet<>();
            tests(handle, Filter.night(night)).stream().flatMap(Seen::in).forEach(seen -> shown.add(seen.at("")));
            return handle.createQuery("SELECT DISTINCT t.name AS test, b.jdk, b.fingerprint, o.outcome_id, o.content"
                            + " FROM night n JOIN test_night tn ON tn.night_id = n.night_id"
                            + " JOIN test t0 ON t0.test_id = tn.test_id JOIN test t ON t.name = t0.name"
                            + " JOIN test_night b ON b.test_id = t.test_id AND b.jdk = tn.jdk"
                            + " JOIN night bn ON bn.night_id = b.night_id AND bn.origin = n.origin"
                            + " AND (bn.started < n.started OR (bn.started = n.started AND bn.name < n.name))"
                            + " JOIN outcome_night os ON os.test_night_id = b.test_night_id"
                            + " JOIN outcome o ON o.outcome_id = os.outcome_id WHERE n.name = :night")
                    .bind("night", night)
                    .map((row, context) -> new Seen(
                            row.getString("test"),
                            row.getString("jdk"),
                            row.getString("fingerprint"),
                            entry(row, "outcome_id", Outcome.class, outcomes).id()))
                    .filter(seen -> shown.contains(seen.at("")))
                    .collect(Collectors.toSet());
        });
    }

    @Override
    public List<AnswerNight> answers(String night) {
        return answers(Filter.night(night));
    }

    @Override
    public List<AnswerNight> answersTo(String question, int nights) {
        return answers(Filter.newest(nights).and("a.question = :question", "question", question));
    }

    private List<AnswerNight> answers(Filter filter) {
        return database.read(handle -> filter.in(
                        handle,
                        "SELECT n.name AS night, a.* FROM answer a JOIN night n ON n.night_id = a.night_id",
                        "ORDER BY n.started, n.name, a.place")
                .map((row, context) -> new AnswerNight(
                        row.getString("night"),
                        row.getString("question"),
                        constant(Verdict.class, row.getString("verdict")),
                        row.getInt("unexpected"),
                        row.getInt("unwitnessed"),
                        row.getInt("untried")))
                .list());
    }

    @Override
    public List<EvidenceNight> evidence(String night) {
        return database.read(handle -> Filter.night(night)
                .in(
                        handle,
                        "SELECT n.name AS night, e.* FROM evidence e JOIN night n ON n.night_id = e.night_id",
                        "ORDER BY e.place")
                .map((row, context) -> new EvidenceNight(
                        row.getString("night"),
                        row.getString("question"),
                        row.getString("variant"),
                        row.getString("engine"),
                        constant(Verdict.class, row.getString("verdict")),
                        Optional.ofNullable(row.getString("violation")).map(name -> constant(Violation.class, name)),
                        row.getLong("hits"),
                        row.getLong("samples"),
                        row.getInt("forks"),
                        Optional.ofNullable(number(row, "bound")),
                        row.getDouble("seconds")))
                .list());
    }

    @Override
    public List<Witness> witnesses(String night, String question) {
        return database.read(handle -> Filter.night(night)
                .and("q.question = :question", "question", question)
                .in(
                        handle,
                        "SELECT w.jdk, w.content FROM witness_question q"
                                + " JOIN witness w ON w.night_id = q.night_id AND w.place = q.place"
                                + " JOIN night n ON n.night_id = w.night_id",
                        "ORDER BY w.place")
                .map((row, context) -> witness(
                        night, row.getString("jdk"), question, Json.read(row.getString("content"), Observation.class)))
                .list());
    }

    private static Witness witness(String night, String jdk, String question, Observation seen) {
        return new Witness(
                night,
                jdk,
                question,
                seen.variant(),
                seen.engine(),
                seen.name(),
                Optional.ofNullable(seen.violation()),
                seen.what(),
                seen.hits(),
                seen.samples(),
                seen.witness(),
                seen.command());
    }

    @Override
    public List<ForkNight> notableForks(String night) {
        return database.read(handle -> Filter.night(night)
                .in(
                        handle,
                        "SELECT f.* FROM notable_fork f JOIN night n ON n.night_id = f.night_id",
                        "ORDER BY f.place")
                .map((row, context) -> new ForkNight(
                        night,
                        row.getString("jdk"),
                        row.getInt("shard"),
                        row.getString("replay"),
                        Json.read(row.getString("content"), ForkRecord.class)))
                .list());
    }

    @Override
    public List<BenchNight> benchmarks(String night) {
        return benchmarks(Filter.night(night), false);
    }

    @Override
    public List<BenchNight> benchmarkSeries(int nights) {
        return benchmarks(Filter.newest(nights), false);
    }

    @Override
    public List<BenchNight> confirmations(String night) {
        return benchmarks(Filter.night(night), true);
    }

    private List<BenchNight> benchmarks(Filter filter, boolean confirmation) {
        return database.read(handle -> filter.and("b.confirmation = :confirmation", "confirmation", confirmation)
                .in(
                        handle,
                        "SELECT n.name AS night, b.* FROM benchmark_night b JOIN night n ON n.night_id = b.night_id",
                        "ORDER BY n.started, n.name, b.place")
                .map((row, context) -> benchmark(row))
                .list());
    }

    private static BenchNight benchmark(ResultSet row) throws SQLException {
        Double error = number(row, "error");
        return new BenchNight(
                row.getString("night"),
                row.getString("jdk"),
                row.getString("fingerprint"),
                new BenchNight.Key(
                        row.getString("type"), row.getString("method"), Json.read(row.getString("params"), Json.TEXTS)),
                Json.read(row.getString("unit"), String.class),
                row.getDouble("score"),
                error == null ? Double.NaN : error,
                Json.read(row.getString("fork_means"), Json.NUMBERS),
                Json.read(row.getString("floor_methods"), Json.NAMES));
    }
}
