// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * Schema 3: what the nights have in common is kept once. A witness had a row for each night and each question, with its
 * interleaving; each part had the digests of its tests.
 *
 * <p>This is code and not SQL because the rows are found by their digest, which SQLite cannot make.
 */
final class KeepWitnessesOnce implements JavaMigration {
    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE interleaving (
                id ${id} PRIMARY KEY,
                digest ${text} NOT NULL UNIQUE,
                how ${text} NOT NULL
            )""",
            """
            CREATE TABLE witness (
                id ${id} PRIMARY KEY,
                digest ${text} NOT NULL UNIQUE,
                variant ${text} NOT NULL,
                engine ${text} NOT NULL,
                name ${text} NOT NULL,
                violation ${text},
                what ${text} NOT NULL,
                command ${text} NOT NULL,
                interleaving BIGINT NOT NULL
            )""",
            """
            CREATE TABLE witness_question (
                witness BIGINT NOT NULL REFERENCES witness (id) ON DELETE CASCADE,
                question ${text} NOT NULL,
                PRIMARY KEY (witness, question)
            )""",
            // Written after what it refers to and removed before it, as the forks are.
            """
            CREATE TABLE witness_night (
                night BIGINT NOT NULL REFERENCES night (id) ON DELETE CASCADE,
                place INTEGER NOT NULL,
                witness BIGINT NOT NULL,
                jdk ${text} NOT NULL,
                hits BIGINT NOT NULL,
                samples BIGINT NOT NULL,
                PRIMARY KEY (night, place)
            )""",
            """
            CREATE TABLE code (
                id ${id} PRIMARY KEY,
                digest ${text} NOT NULL UNIQUE,
                tests ${text} NOT NULL
            )""",
            "ALTER TABLE part ADD COLUMN code BIGINT NOT NULL DEFAULT 0");

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("3");
    }

    @Override
    public String getDescription() {
        return "keep witnesses once";
    }

    @Override
    public Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        Map<String, String> types = context.getConfiguration().getPlaceholders();
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE witness RENAME TO witness_2");
            statement.execute("ALTER TABLE code RENAME TO code_2");
            for (String table : TABLES) {
                statement.execute(table.replace("${id}", types.get("id")).replace("${text}", types.get("text")));
            }
            for (long night : ids(statement, "SELECT id FROM night")) {
                new WitnessImport(connection).write(night, witnesses(connection, night));
            }
            for (long part : ids(statement, "SELECT id FROM part")) {
                statement.execute("UPDATE part SET code = " + BundleImport.code(connection, code(connection, part))
                        + " WHERE id = " + part);
            }
            statement.execute("DROP TABLE witness_2");
            statement.execute("DROP TABLE code_2");
        }
    }

    private static List<Long> ids(Statement statement, String query) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        return ids;
    }

    private static SortedMap<String, String> code(Connection connection, long part) throws SQLException {
        SortedMap<String, String> digests = new TreeMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT test, digest FROM code_2 WHERE part = ?")) {
            statement.setLong(1, part);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    digests.put(row.getString(1), row.getString(2));
                }
            }
        }
        return digests;
    }

    /**
     * A row of schema 2 without its question.
     *
     * @param again how many rows of the same question are equal and stand before it: they are as many witnesses
     */
    private record Old(WitnessImport.Shown shown, int again) {}

    /** Each witness of a night once, in an order that every question keeps its own in. */
    private static List<WitnessImport.Shown> witnesses(Connection connection, long night) throws SQLException {
        Map<String, List<Old>> byQuestion = new LinkedHashMap<>();
        Map<Old, TreeSet<String>> questions = new LinkedHashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT * FROM witness_2 WHERE night = ? ORDER BY place")) {
            statement.setLong(1, night);
            try (ResultSet row = statement.executeQuery()) {
                Map<String, Map<WitnessImport.Shown, Integer>> times = new HashMap<>();
                while (row.next()) {
                    String question = row.getString("question");
                    WitnessImport.Shown shown = shown(row);
                    int again = times.computeIfAbsent(question, key -> new HashMap<>())
                                    .merge(shown, 1, Integer::sum)
                            - 1;
                    Old old = new Old(shown, again);
                    byQuestion
                            .computeIfAbsent(question, key -> new ArrayList<>())
                            .add(old);
                    questions.computeIfAbsent(old, key -> new TreeSet<>()).add(question);
                }
            }
        }
        return inOrder(byQuestion.values(), questions.keySet()).stream()
                .map(old -> with(old.shown(), questions.get(old)))
                .toList();
    }

    private static WitnessImport.Shown shown(ResultSet row) throws SQLException {
        return new WitnessImport.Shown(
                new WitnessImport.Witness(
                        row.getString("variant"),
                        row.getString("engine"),
                        row.getString("name"),
                        row.getString("violation"),
                        row.getString("what"),
                        row.getString("command"),
                        row.getString("how"),
                        new TreeSet<>()),
                row.getString("jdk"),
                row.getLong("hits"),
                row.getLong("samples"));
    }

    private static WitnessImport.Shown with(WitnessImport.Shown shown, TreeSet<String> questions) {
        WitnessImport.Witness its = shown.witness();
        return new WitnessImport.Shown(
                new WitnessImport.Witness(
                        its.variant(),
                        its.engine(),
                        its.name(),
                        its.violation(),
                        its.what(),
                        its.command(),
                        its.how(),
                        questions),
                shown.jdk(),
                shown.hits(),
                shown.samples());
    }

    /** Takes again and again the first one that stands first in every list that still has it. */
    private static List<Old> inOrder(Iterable<List<Old>> lists, Iterable<Old> all) {
        Map<Old, List<Old>> after = new LinkedHashMap<>();
        Map<Old, Integer> waitsFor = new LinkedHashMap<>();
        all.forEach(old -> waitsFor.put(old, 0));
        for (List<Old> list : lists) {
            for (int i = 1; i < list.size(); i++) {
                after.computeIfAbsent(list.get(i - 1), key -> new ArrayList<>()).add(list.get(i));
                waitsFor.merge(list.get(i), 1, Integer::sum);
            }
        }
        List<Old> ordered = new ArrayList<>();
        waitsFor.forEach((old, count) -> {
            if (count == 0) {
                ordered.add(old);
            }
        });
        for (int i = 0; i < ordered.size(); i++) {
            for (Old next : after.getOrDefault(ordered.get(i), List.of())) {
                if (waitsFor.merge(next, -1, Integer::sum) == 0) {
                    ordered.add(next);
                }
            }
        }
        // Whatever the lists are, no witness is lost.
        waitsFor.forEach((old, count) -> {
            if (count > 0) {
                ordered.add(old);
            }
        });
        return ordered;
    }
}
