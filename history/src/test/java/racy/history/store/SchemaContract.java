// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.history.AnswerNight;
import racy.history.EvidenceNight;
import racy.history.Witness;
import racy.review.Effort;
import racy.review.Verdict;

/** How a history is kept, on every database: what an earlier Racy left is brought up to date, and nothing is kept twice. */
abstract class SchemaContract {
    /** What is kept once, and what refers to it. */
    private static final List<String> KEPT_ONCE =
            List.of("interleaving", "witness", "witness_question", "code", "test", "outcome");

    @TempDir
    private Path nights;

    /** Where a new, empty history may be made. */
    abstract String place() throws Exception;

    /** What a history of the first schema holds: one night, two engines, a race that one of them could tell. */
    private static final List<String> FIRST_SCHEMA = List.of(
            "INSERT INTO night VALUES (1, 'n', 'd', 'MEASURED', 'COMPLETE', 1, 2, 'r', 'p', 1, '[]', 1, 1)",
            "INSERT INTO answer VALUES (1, 0, 'xchg', 'NOT_SEEN', 0, 1, 2)",
            "INSERT INTO evidence VALUES"
                    + " (1, 0, 'xchg', 'v2', 'stress', 'NOT_SEEN', NULL, 0, 1204000, 60, 0.0487, 2.5)",
            "INSERT INTO evidence VALUES (1, 1, 'xchg', 'v2', 'script', 'RACY', 'PM_LEAK', 1, 4, 0, NULL, 0.25)",
            "INSERT INTO witness VALUES"
                    + " (1, 0, 'xchg', '17', 'v2', 'script', 'R1', 'PM_LEAK', 'w', 1, 1, '[\"irq   claims\"]', 'c')",
            "INSERT INTO witness VALUES (1, 1, 'xchg', '17', 'v2', 'stress', 'T', NULL, 'w', 3, 9, '[]', 'c')");

    @Test
    void historyOfTheFirstSchema_isBroughtUpToDate_byAReaderToo() throws Exception {
        String place = place();
        fill(place, 1, FIRST_SCHEMA);
        try (SqlHistory history = SqlHistory.openReadOnly(place)) {
            assertEquals(List.of(new AnswerNight("n", "xchg", Verdict.NOT_SEEN, 0, 1, 2, 0)), history.answers("n"));
            assertEquals(
                    List.of(
                            List.of(new Effort.Sampled(1_204_000, 60, 0.0487, 2.5)),
                            List.of(new Effort.Played(4, 0.25))),
                    history.evidence("n").stream().map(EvidenceNight::efforts).toList());
            assertEquals(Verdict.RACY, history.evidence("n").get(1).verdict());
            assertEquals(
                    List.of(List.of(new racy.review.Witness.Printed(List.of("irq   claims"))), List.of()),
                    history.witnesses("n", "xchg").stream().map(Witness::how).toList());
        }
        try (SqlHistory history = SqlHistory.open(place)) {
            assertTrue(
                    history.importBundle(SmallNight.measured(1).write(nights)).isNew());
        }
    }

    /** Two nights of one JDK that showed the same; R1 bears on two questions, and each question has an order of its own. */
    private static final List<String> SECOND_SCHEMA = List.of(
            "INSERT INTO night VALUES (1, 'm', 'd', 'MEASURED', 'COMPLETE', 1, 2, 'r', 'p', 1, '[]', 1, 1)",
            "INSERT INTO night VALUES (2, 'n', 'e', 'MEASURED', 'COMPLETE', 3, 4, 'r', 'p', 1, '[]', 1, 1)",
            "INSERT INTO part VALUES (1, 1, 1, '17', 'f', 2, 2, 3, 0, 0), (2, 2, 1, '17', 'f', 2, 2, 3, 0, 0)",
            "INSERT INTO code VALUES (1, 'T', 'c'), (1, 'U', 'd'), (2, 'T', 'c'), (2, 'U', 'd')",
            witness(1, 0, "xchg", "R9", 1, "irq claims"),
            witness(1, 1, "xchg", "R1", 1, "irq claims"),
            witness(1, 2, "core-lock", "R2", 1, "reset claims"),
            witness(1, 3, "core-lock", "R1", 1, "irq claims"),
            witness(1, 4, "core-lock", "R3", 1, ""),
            witness(1, 5, "core-lock", "R3", 1, ""),
            witness(2, 0, "xchg", "R9", 1, "irq claims"),
            witness(2, 1, "xchg", "R1", 2, "irq claims"));

    private static String witness(int night, int place, String question, String name, int hits, String how) {
        String told = how.isEmpty() ? "[]" : "[{\"kind\":\"printed\",\"lines\":[\"" + how + "\"]}]";
        return "INSERT INTO witness (night, place, question, jdk, variant, engine, name, violation, what, hits, samples,"
                + " command, how) VALUES (" + night + ", " + place + ", '" + question + "', '17', 'v2', 'script', '"
                + name + "', 'PM_LEAK', 'w', " + hits + ", 9, 'c', '" + told + "')";
    }

    @Test
    void historyOfTheSecondSchema_itsWitnessesAndCode_areKeptInTheirOrder() throws Exception {
        String place = place();
        fill(place, 2, SECOND_SCHEMA);
        try (SqlHistory history = SqlHistory.openReadOnly(place)) {
            assertEquals(List.of("R9 1 [irq claims]", "R1 1 [irq claims]"), told(history.witnesses("m", "xchg")));
            assertEquals(
                    List.of("R2 1 [reset claims]", "R1 1 [irq claims]", "R3 1 []", "R3 1 []"),
                    told(history.witnesses("m", "core-lock")));
            assertEquals(List.of("R9 1 [irq claims]", "R1 2 [irq claims]"), told(history.witnesses("n", "xchg")));
            assertEquals(List.of(), told(history.witnesses("n", "core-lock")));
            assertEquals(Map.of("17", Map.of("T", "c", "U", "d")), history.knownCode());
        }
        Map<String, Long> rows = rows(place);
        assertEquals(3, rows.get("interleaving"));
        assertEquals(1, rows.get("code"));
        // R1 of the second night is about one question, and so another witness than that of the first.
        assertEquals(5, rows.get("witness"));
        try (SqlHistory history = SqlHistory.open(place)) {
            assertTrue(
                    history.importBundle(SmallNight.measured(1).write(nights)).isNew());
            assertEquals(2, told(history.witnesses("n", "xchg")).size());
        }
    }

    private static List<String> told(List<Witness> witnesses) {
        return witnesses.stream()
                .map(each -> each.name() + " " + each.hits() + " "
                        + each.how().stream()
                                .flatMap(how -> how.lines().stream())
                                .toList())
                .toList();
    }

    @Test
    void importBundle_nightsThatShowTheSame_keepItOnce_untilNoNightRefersToIt() throws Exception {
        String place = place();
        try (SqlHistory history = SqlHistory.open(place)) {
            // Their code differs only from every second night to the next.
            history.importBundle(SmallNight.measured(2).write(nights));
            Map<String, Long> one = rows(place);
            history.importBundle(SmallNight.measured(3).write(nights));
            Map<String, Long> two = rows(place);
            assertEquals(one.get("interleaving"), two.get("interleaving"));
            assertEquals(one.get("witness"), two.get("witness"));
            assertEquals(one.get("code"), two.get("code"));
            history.forget(List.of("night-3"));
            assertEquals(one, rows(place));
            history.forget(List.of("night-2"));
            rows(place).forEach((table, rows) -> assertEquals(0, rows, table));
        }
    }

    private static Map<String, Long> rows(String place) throws Exception {
        try (Connection connection = Database.of(place).openToRead().connection();
                Statement statement = connection.createStatement()) {
            Map<String, Long> rows = new LinkedHashMap<>();
            for (String table : KEPT_ONCE) {
                try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
                    row.next();
                    rows.put(table, row.getLong(1));
                }
            }
            return rows;
        }
    }

    private static void fill(String place, int schema, List<String> rows) throws Exception {
        Database old = Database.of(place);
        old.migrate(schema);
        try (Connection connection = DriverManager.getConnection(old.url());
                Statement statement = connection.createStatement()) {
            for (String row : rows) {
                statement.execute(row);
            }
        }
    }
}
