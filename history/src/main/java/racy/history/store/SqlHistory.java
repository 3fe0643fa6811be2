// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import org.openjdk.jcstress.annotations.Expect;
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
import racy.history.Witness;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.kernel.Violation;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/**
 * The history in a SQLite file or a PostgreSQL database. One connection, which threads take turns with, while any
 * number of processes may use the same database. Each method reads as of one moment, and writes all or nothing. Whatever
 * the order of imports, every query answers the same.
 */
public final class SqlHistory implements History, AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final String NEWEST = "SELECT id FROM night ORDER BY started DESC, name DESC LIMIT :nights";

    private final Database database;
    private final Supplier<Database.Reading> opening;
    private boolean closed;
    private boolean writing;
    private Connection connection;
    private Handle handle;

    /** See {@link Database.Reading}. */
    private Database.State frozen;

    private SqlHistory(Database database, Supplier<Database.Reading> opening) {
        this.database = database;
        this.opening = opening;
        connect();
    }

    private void connect() {
        Database.Reading reading = opening.get();
        connection = reading.connection();
        frozen = reading.frozen();
        handle = Jdbi.create(connection).open();
    }

    /** After the connection broke: a driver closes it then. */
    private void connectAgain() throws SQLException {
        if (connection.isClosed() && !closed) {
            connect();
        }
    }

    /**
     * Opens a history to read and write; makes it if it is not there.
     *
     * @param place a file's path, {@code jdbc:sqlite:PATH} or {@code jdbc:postgresql:…}
     * @throws HistoryException if it cannot be opened, or was made by a newer Racy
     */
    public static SqlHistory open(String place) {
        Database database = Database.of(place);
        return new SqlHistory(database, () -> new Database.Reading(database.openToWrite(), null));
    }

    /** Opens a history that is there to read it, which needs no right to write. */
    public static SqlHistory openReadOnly(String place) {
        Database database = Database.of(place);
        return new SqlHistory(database, database::openToRead);
    }

    /** A handle over a connection that was given to it leaves that open. */
    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }

    private void disconnect() {
        try {
            handle.close();
            connection.close();
        } catch (SQLException e) {
            throw new HistoryException("cannot close the history " + database + ": " + e.getMessage(), e);
        }
    }

    // Writing.

    /**
     * Takes in a sealed bundle, whole or not at all; one that is there already changes nothing.
     *
     * @throws BundleException if the bundle is not as its writer left it, or its night is there with other contents, or it
     *     was made up and the history was measured, or the other way round
     * @throws HistoryException if the history cannot be written
     */
    public Imported importBundle(Path directory) throws BundleException {
        Bundle bundle = night(directory);
        return inTransaction(() -> write(bundle, false));
    }

    /**
     * As {@link #importBundle} for each of them in turn; while one is written the next is read.
     *
     * @param replace whether a night of that name with other contents gives way
     * @param taken told of each that is in the history now
     * @param refused told of each that is not, and why
     */
    public void importBundles(
            List<Path> directories, boolean replace, Consumer<Imported> taken, Consumer<BundleException> refused) {
        try (ReadAhead bundles = new ReadAhead(directories)) {
            while (bundles.hasNext()) {
                try {
                    Bundle bundle = bundles.take();
                    taken.accept(inTransaction(() -> write(bundle, replace)));
                } catch (BundleException e) {
                    refused.accept(e);
                }
            }
        }
    }

    /**
     * Makes the history anew from bundles, in one transaction: after a failure it is as it was. While one is written the next
     * is read.
     *
     * @return how many nights it holds now
     */
    public int rebuild(List<Path> directories) throws BundleException {
        return inTransaction(() -> {
            update("DELETE FROM fork_outcome");
            update("DELETE FROM fork");
            update("DELETE FROM night");
            sweep();
            try (ReadAhead bundles = new ReadAhead(directories)) {
                while (bundles.hasNext()) {
                    write(bundles.take(), false);
                }
            }
            return nights(Integer.MAX_VALUE).size();
        });
    }

    /** Forgets nights, and what no other night refers to; their bundles are not touched. */
    public void forget(List<String> nights) {
        try {
            inTransaction(() -> {
                remove(nights);
                sweep();
                return nights;
            });
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a bundle that is a whole night: one shard of several would pass for it. */
    static Bundle night(Path directory) throws BundleException {
        Bundle bundle = Bundle.read(directory);
        if (bundle.manifest().isOneOfSeveral()) {
            throw new BundleException(directory + " is shard "
                    + bundle.manifest().shard() + " of " + bundle.manifest().shards()
                    + " and no night yet; racy merge makes one of them all");
        }
        return bundle;
    }

    private Imported write(Bundle bundle, boolean replace) throws BundleException, SQLException {
        String night = bundle.manifest().night();
        String digest = BundleFiles.digest(bundle.directory().resolve(BundleFiles.SEAL));
        Optional<String> known = handle.createQuery("SELECT digest FROM night WHERE name = :night")
                .bind("night", night)
                .mapTo(String.class)
                .findOne();
        if (known.isPresent() && known.get().equals(digest)) {
            return new Imported(night, false);
        }
        if (known.isPresent() && !replace) {
            throw new BundleException(
                    bundle.directory() + ": night " + night + " is in the history with other contents;"
                            + " racy history import --replace takes this one instead");
        }
        List<String> origins = handle.createQuery("SELECT DISTINCT origin FROM night WHERE name <> :night")
                .bind("night", night)
                .mapTo(String.class)
                .list();
        String origin = bundle.manifest().origin().name();
        if (!origins.isEmpty() && !origins.equals(List.of(origin))) {
            throw new BundleException(bundle.directory() + " is a "
                    + (bundle.manifest().origin() == Origin.DEMONSTRATION ? "demonstration" : "measurement")
                    + ", which " + database + " does not mix with what it holds; use another --history");
        }
        if (known.isPresent()) {
            remove(List.of(night));
        }
        new BundleImport(connection).write(bundle, digest);
        if (known.isPresent()) {
            sweep();
        }
        return new Imported(night, true);
    }

    /** However many nights there are, the outcomes of forks are looked through once: they are most of the rows. */
    private void remove(List<String> nights) {
        for (String night : nights) {
            handle.createUpdate("DELETE FROM night WHERE name = :night")
                    .bind("night", night)
                    .execute();
        }
        // Before a part can be given the number of one that is gone.
        String forks = "FROM fork WHERE part NOT IN (SELECT id FROM part)";
        update("DELETE FROM fork_outcome WHERE fork IN (SELECT id " + forks + ")");
        update("DELETE " + forks);
    }

    /** Removes what no night refers to. */
    private void sweep() {
        update("DELETE FROM test WHERE NOT EXISTS (SELECT 1 FROM test_night WHERE test_night.test = test.id)");
        update("DELETE FROM outcome WHERE id NOT IN (SELECT outcome FROM fork_outcome)"
                + " AND id NOT IN (SELECT outcome FROM test_outcome)");
        update("DELETE FROM environment WHERE fingerprint NOT IN (SELECT fingerprint FROM part)");
    }

    private void update(String sql) {
        handle.createUpdate(sql).execute();
    }

    private interface Work<T> {
        T run() throws BundleException, SQLException;
    }

    private synchronized <T> T inTransaction(Work<T> work) throws BundleException {
        try {
            connectAgain();
            connection.setAutoCommit(false);
            writing = true;
            boolean done = false;
            try {
                database.lock(connection);
                T result = work.run();
                connection.commit();
                done = true;
                return result;
            } finally {
                writing = false;
                // Whatever was thrown, an Error too: the end of a transaction that is left open commits it.
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        } catch (SQLException | JdbiException e) {
            throw new HistoryException("cannot write the history " + database + ": " + e.getMessage(), e);
        }
    }

    // Reading.

    private Query query(String sql) {
        return handle.createQuery(sql);
    }

    private interface Question<T> {
        T ask();
    }

    /** Asks; all that is read is of one moment. Asks again where a server was started anew, or a frozen file was changed. */
    private synchronized <T> T read(Question<T> question) {
        try {
            // What a transaction reads is of its own moment, and its connection can be no other.
            if (writing) {
                return question.ask();
            }
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                connectAgain();
                try {
                    T answer = readAtOnce(question);
                    if (frozen == null || database.isStill(frozen)) {
                        return answer;
                    }
                    disconnect();
                } catch (SQLException | JdbiException e) {
                    if (!connection.isClosed() || closed || attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
            throw new HistoryException("the history " + database + " is being written, and cannot be read meanwhile by"
                    + " those who may not write beside it; try again");
        } catch (SQLException | JdbiException e) {
            throw new HistoryException("cannot read the history " + database + ": " + e.getMessage(), e);
        }
    }

    private <T> T readAtOnce(Question<T> question) throws SQLException {
        database.beginToRead(connection);
        try {
            return question.ask();
        } finally {
            try (Statement statement = connection.createStatement()) {
                statement.execute("ROLLBACK");
            }
        }
    }

    @Override
    public List<Night> nights(int limit) {
        return read(() -> nights(
                query("SELECT * FROM night ORDER BY started DESC, name DESC LIMIT :limit")
                        .bind("limit", limit),
                query("SELECT part.* FROM part JOIN night ON night.id = part.night ORDER BY shard, jdk")));
    }

    @Override
    public Optional<Night> night(String id) {
        return read(() -> nights(
                        query("SELECT * FROM night WHERE name = :id").bind("id", id),
                        query("SELECT part.* FROM part JOIN night ON night.id = part.night WHERE night.name = :id"
                                        + " ORDER BY shard, jdk")
                                .bind("id", id))
                .stream()
                .findFirst());
    }

    private static List<Night> nights(Query nights, Query parts) {
        Map<Long, List<Night.Part>> byNight = new HashMap<>();
        parts.map((row, context) -> {
                    byNight.computeIfAbsent(row.getLong("night"), key -> new ArrayList<>())
                            .add(new Night.Part(
                                    row.getInt("shard"),
                                    row.getString("jdk"),
                                    row.getString("fingerprint"),
                                    row.getInt("planned"),
                                    row.getInt("covered"),
                                    row.getInt("forks"),
                                    row.getInt("planned_benchmarks"),
                                    row.getInt("measured_benchmarks")));
                    return row.getLong("id");
                })
                .list();
        return nights.map((row, context) -> new Night(
                        row.getString("name"),
                        Origin.valueOf(row.getString("origin")),
                        NightState.valueOf(row.getString("state")),
                        Instant.ofEpochMilli(row.getLong("started")),
                        Instant.ofEpochMilli(row.getLong("ended")),
                        row.getString("revision"),
                        row.getString("plan"),
                        row.getInt("shards"),
                        Json.list(row.getString("missing"), Integer.class),
                        row.getLong("seed"),
                        Duration.ofMillis(row.getLong("budget")),
                        byNight.getOrDefault(row.getLong("id"), List.of())))
                .list();
    }

    @Override
    public Map<String, String> environment(String fingerprint) {
        return read(() -> {
            Map<String, String> values = new TreeMap<>();
            query("SELECT name, value FROM environment WHERE fingerprint = :fingerprint")
                    .bind("fingerprint", fingerprint)
                    .map((row, context) -> values.put(row.getString(1), row.getString(2)))
                    .list();
            return values;
        });
    }

    @Override
    public List<TestNight> tests(String night) {
        return read(() -> tests("night.name = :night", Map.of("night", night)));
    }

    @Override
    public List<TestNight> test(String test, int nights) {
        return read(() ->
                tests("test.name = :test AND night.id IN (" + NEWEST + ")", Map.of("test", test, "nights", nights)));
    }

    @Override
    public List<TestNight> testsOf(String question, int nights) {
        return read(() -> tests(
                "test.id IN (SELECT test FROM test_question WHERE question = :question) AND night.id IN (" + NEWEST
                        + ")",
                Map.of("question", question, "nights", nights)));
    }

    private record PartTest(long part, long test) {}

    private List<TestNight> tests(String which, Map<String, ?> arguments) {
        String from = " JOIN part ON part.id = shown.part JOIN night ON night.id = part.night"
                + " JOIN test ON test.id = shown.test ";
        Map<PartTest, List<TestNight.OutcomeNight>> outcomes = new HashMap<>();
        query("SELECT shown.part, shown.test, shown.count, shown.forks, outcome.* FROM test_outcome shown" + from
                        + "JOIN outcome ON outcome.id = shown.outcome WHERE " + which
                        + " ORDER BY outcome.name, outcome.expect, outcome.description")
                .bindMap(arguments)
                .map((row, context) -> outcomes.computeIfAbsent(
                                new PartTest(row.getLong("part"), row.getLong("test")), key -> new ArrayList<>())
                        .add(new TestNight.OutcomeNight(outcome(row), row.getInt("forks"))))
                .list();
        Map<Long, StressTest> tests = new HashMap<>();
        return query("SELECT shown.*, night.name AS night_name, part.jdk, part.fingerprint, test.content"
                        + " FROM test_night shown" + from + "WHERE " + which
                        + " ORDER BY night.started, night.name, test.name, part.jdk, part.shard")
                .bindMap(arguments)
                .map((row, context) -> {
                    double first = row.getDouble("seconds_to_first");
                    Double toFirst = row.wasNull() ? null : Double.valueOf(first);
                    long test = row.getLong("test");
                    StressTest known = tests.get(test);
                    if (known == null) {
                        known = Json.to(row.getString("content"), StressTest.class);
                        tests.put(test, known);
                    }
                    return new TestNight(
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

    @Override
    public List<Sighting> sightings(String question) {
        return read(() -> query("SELECT test.name AS test_name, part.jdk, part.fingerprint, night.name AS night_name,"
                        + " night.started, night.revision, shown.count, shown.forks, test_night.forks AS of_forks,"
                        + " outcome.name, outcome.expect, outcome.graded, outcome.hit, outcome.description"
                        + " FROM test_question"
                        + " JOIN test ON test.id = test_question.test"
                        + " JOIN test_outcome shown ON shown.test = test.id"
                        + " JOIN test_night ON test_night.part = shown.part AND test_night.test = shown.test"
                        + " JOIN part ON part.id = shown.part JOIN night ON night.id = part.night"
                        + " JOIN outcome ON outcome.id = shown.outcome"
                        + " WHERE test_question.question = :question"
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
    @Override
    public Set<Seen> seenBefore(String night) {
        Night tonight = night(night).orElseThrow(() -> new HistoryException("no night " + night + " in the history"));
        Set<Seen> shown =
                tests(night).stream().flatMap(Seen::in).map(seen -> seen.at("")).collect(Collectors.toSet());
        return read(() -> {
            Map<Long, String> tests = names("test");
            Map<Long, String> outcomes = names("outcome");
            Set<Seen> before = new LinkedHashSet<>();
            query("SELECT DISTINCT shown.test, shown.outcome, part.jdk, part.fingerprint FROM test_outcome shown"
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

    private Map<Long, String> names(String table) {
        Map<Long, String> names = new HashMap<>();
        query("SELECT id, name FROM " + table)
                .map((row, context) -> names.put(row.getLong(1), row.getString(2)))
                .list();
        return names;
    }

    @Override
    public List<AnswerNight> answers(String night) {
        return read(() -> answers(query("SELECT answer.*, night.name FROM answer JOIN night ON night.id = answer.night"
                        + " WHERE night.name = :night ORDER BY place")
                .bind("night", night)));
    }

    @Override
    public List<AnswerNight> answersTo(String question, int nights) {
        return read(() -> answers(query("SELECT answer.*, night.name FROM answer JOIN night ON night.id = answer.night"
                        + " WHERE question = :question AND night.id IN (" + NEWEST
                        + ") ORDER BY night.started, night.name")
                .bind("question", question)
                .bind("nights", nights)));
    }

    private static List<AnswerNight> answers(Query query) {
        return query.map((row, context) -> new AnswerNight(
                        row.getString("name"),
                        row.getString("question"),
                        verdict(row.getString("verdict")),
                        row.getInt("unexpected"),
                        row.getInt("unwitnessed"),
                        row.getInt("untried")))
                .list();
    }

    @Override
    public List<EvidenceNight> evidence(String night) {
        return read(() -> query("SELECT evidence.* FROM evidence JOIN night ON night.id = evidence.night"
                        + " WHERE night.name = :night ORDER BY place")
                .bind("night", night)
                .map((row, context) -> {
                    double bound = row.getDouble("bound");
                    Optional<Double> known = row.wasNull() ? Optional.empty() : Optional.of(bound);
                    return new EvidenceNight(
                            night,
                            row.getString("question"),
                            row.getString("variant"),
                            row.getString("engine"),
                            verdict(row.getString("verdict")),
                            violation(row),
                            row.getLong("hits"),
                            row.getLong("samples"),
                            row.getInt("forks"),
                            known,
                            row.getDouble("seconds"));
                })
                .list());
    }

    @Override
    public List<Witness> witnesses(String night, String question) {
        return read(() -> query("SELECT witness.* FROM witness JOIN night ON night.id = witness.night"
                        + " WHERE night.name = :night AND question = :question ORDER BY place")
                .bind("night", night)
                .bind("question", question)
                .map((row, context) -> new Witness(
                        night,
                        row.getString("jdk"),
                        row.getString("question"),
                        row.getString("variant"),
                        row.getString("engine"),
                        row.getString("name"),
                        violation(row),
                        row.getString("what"),
                        row.getLong("hits"),
                        row.getLong("samples"),
                        Json.list(row.getString("lines"), String.class),
                        row.getString("command")))
                .list());
    }

    private static Optional<Violation> violation(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("violation")).map(Violation::valueOf);
    }

    @Override
    public List<ForkNight> notableForks(String night) {
        return read(() -> query("SELECT fork.line, fork.record, part.jdk, part.shard FROM fork"
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
                            Json.to(row.getString("record"), ForkRecord.class));
                })
                .list());
    }

    @Override
    public List<BenchNight> benchmarks(String night) {
        return read(() -> benchmarks("night.name = :night AND again = 0", Map.of("night", night)));
    }

    @Override
    public List<BenchNight> benchmarkSeries(int nights) {
        return read(() -> benchmarks("again = 0 AND night.id IN (" + NEWEST + ")", Map.of("nights", nights)));
    }

    @Override
    public List<BenchNight> confirmations(String night) {
        return read(() -> benchmarks("night.name = :night AND again = 1", Map.of("night", night)));
    }

    private List<BenchNight> benchmarks(String which, Map<String, ?> arguments) {
        // The same few in every night.
        Map<String, SortedMap<String, String>> params = new HashMap<>();
        Map<String, List<String>> floors = new HashMap<>();
        return query("SELECT benchmark.*, part.jdk, part.fingerprint, night.name AS night_name FROM benchmark"
                        + " JOIN part ON part.id = benchmark.part JOIN night ON night.id = part.night WHERE " + which
                        + " ORDER BY night.started, night.name, part.jdk, part.shard, place")
                .bindMap(arguments)
                .map((row, context) -> new BenchNight(
                        row.getString("night_name"),
                        row.getString("jdk"),
                        row.getString("fingerprint"),
                        new BenchNight.Key(
                                row.getString("type"),
                                row.getString("method"),
                                params.computeIfAbsent(row.getString("params"), Json::map)),
                        row.getString("unit"),
                        orNaN(row, "score"),
                        orNaN(row, "error"),
                        Json.list(row.getString("fork_means"), Double.class),
                        floors.computeIfAbsent(row.getString("floors"), text -> Json.list(text, String.class))))
                .list();
    }

    private static double orNaN(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Double.NaN : value;
    }

    /** For each JDK of the newest night that had it, the digest of every planned test's class file. */
    public Map<String, Map<String, String>> knownCode() {
        return read(() -> {
            Map<String, Map<String, String>> known = new LinkedHashMap<>();
            Map<String, String> nightOf = new HashMap<>();
            query("SELECT night.name, part.jdk, code.test, code.digest FROM code JOIN part ON part.id = code.part"
                            + " JOIN night ON night.id = part.night"
                            + " WHERE night.id IN (SELECT id FROM night ORDER BY started DESC, name DESC LIMIT 20)"
                            + " ORDER BY night.started DESC, night.name DESC, code.test")
                    .map((row, context) -> {
                        String night = nightOf.computeIfAbsent(row.getString("jdk"), key -> night(row));
                        if (night.equals(row.getString("name"))) {
                            known.computeIfAbsent(row.getString("jdk"), key -> new TreeMap<>())
                                    .put(row.getString("test"), row.getString("digest"));
                        }
                        return night;
                    })
                    .list();
            return known;
        });
    }

    private static String night(ResultSet row) {
        try {
            return row.getString("name");
        } catch (SQLException e) {
            throw new HistoryException("cannot read a night's name: " + e.getMessage(), e);
        }
    }

    /** A history that an earlier Racy made has the names of constants. */
    private static Verdict verdict(String code) {
        return Verdict.parse(
                code.toUpperCase(Locale.ROOT).equals(code)
                        ? code.toLowerCase(Locale.ROOT).replace('_', '-')
                        : code);
    }
}
