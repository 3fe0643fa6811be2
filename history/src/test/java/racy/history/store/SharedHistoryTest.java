// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.history.HistoryException;
import racy.history.store.OnBothDatabases.Kind;
import racy.history.store.OnBothDatabases.Stores;

/** A history that others read and write, too, or that is not what it seems. */
class SharedHistoryTest {
    private static final int WRITERS = 4;

    @TempDir
    Path folder;

    /** What {@link #writers_ofTwoProcesses_loseNothing} starts: imports bundles, and prints how many were new. */
    public static void main(String[] args) throws Exception {
        int added = 0;
        SqlHistory history = SqlHistory.openToWrite(args[0]);
        for (int i = 1; i < args.length; i++) {
            added += history.importBundle(Path.of(args[i])) ? 1 : 0;
        }
        System.out.println(added);
    }

    private List<Path> bundles(int count) throws Exception {
        List<Path> bundles = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            bundles.add(SmallNight.measured(i).write(folder));
        }
        return bundles;
    }

    private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(tasks.size());
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(threads.submit(() -> {
                    barrier.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    @OnBothDatabases
    void writers_atOnce_differentNights_loseNothing(Kind kind, Stores stores) throws Exception {
        List<Path> bundles = bundles(2 * WRITERS);
        String url = stores.freshHistoryUrl(kind);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Path first = bundles.get(2 * i);
            Path second = bundles.get(2 * i + 1);
            tasks.add(() -> {
                SqlHistory history = SqlHistory.openToWrite(url);
                return history.importBundle(first) & history.importBundle(second);
            });
        }
        assertFalse(atOnce(tasks).contains(false));
        SqlHistory oneByOne = stores.freshHistory(kind);
        oneByOne.rebuild(bundles);
        Dump.assertSame(Dump.of(oneByOne), Dump.of(SqlHistory.open(url)));
    }

    @OnBothDatabases
    void writers_atOnce_sameNight_isThereOnce(Kind kind, Stores stores) throws Exception {
        Path bundle = bundles(1).get(0);
        String url = stores.freshHistoryUrl(kind);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            tasks.add(() -> SqlHistory.openToWrite(url).importBundle(bundle));
        }
        assertEquals(1, atOnce(tasks).stream().filter(added -> added).count());
        SqlHistory alone = stores.freshHistory(kind);
        alone.importBundle(bundle);
        Dump.assertSame(Dump.of(alone), Dump.of(SqlHistory.open(url)));
    }

    /** The tables have to be made, too. */
    @OnBothDatabases
    void writers_ofTwoProcesses_loseNothing(Kind kind, Stores stores) throws Exception {
        List<Path> bundles = bundles(3);
        String url = stores.freshUrl(kind);
        List<Process> processes =
                List.of(importing(url, bundles.get(0), bundles.get(1)), importing(url, bundles.get(1), bundles.get(2)));
        int added = 0;
        for (Process process : processes) {
            String output = new String(process.getInputStream().readAllBytes());
            assertEquals(0, process.waitFor(), output);
            added += Integer.parseInt(output.strip());
        }
        assertEquals(3, added);
        SqlHistory oneByOne = stores.freshHistory(kind);
        oneByOne.rebuild(bundles);
        Dump.assertSame(Dump.of(oneByOne), Dump.of(SqlHistory.open(url)));
    }

    private Process importing(String url, Path... bundles) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SharedHistoryTest.class.getName(),
                url));
        for (Path bundle : bundles) {
            command.add(bundle.toString());
        }
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** In one process SQLite's own locks do not tell the threads' connections apart by process. */
    @OnBothDatabases
    void openers_atOnce_oneMakesTheTables(Kind kind, Stores stores) throws Exception {
        String url = stores.freshUrl(kind);
        List<Callable<SqlHistory>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            tasks.add(() -> SqlHistory.openToWrite(url));
        }
        for (SqlHistory history : atOnce(tasks)) {
            assertEquals(List.of(), history.nights(1));
        }
    }

    @OnBothDatabases
    void reader_whileWritersWrite_seesWholeNights(Kind kind, Stores stores) throws Exception {
        List<Path> bundles = bundles(6);
        String url = stores.freshHistoryUrl(kind);
        SqlHistory reader = SqlHistory.open(url);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        tasks.add(() -> {
            for (Path bundle : bundles) {
                SqlHistory.openToWrite(url).importBundle(bundle);
            }
            return true;
        });
        tasks.add(() -> {
            while (reader.nights(10).size() < bundles.size()) {
                reader.testsOf("core-lock", 10)
                        .forEach(test -> assertEquals(3, test.outcomes().size()));
            }
            return true;
        });
        assertEquals(List.of(true, true), atOnce(tasks));
    }

    private static void execute(Kind kind, String url, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(kind == Kind.SQLITE ? "jdbc:sqlite:" + url : url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String refusedByAll(String url) {
        String message =
                assertThrows(HistoryException.class, () -> SqlHistory.open(url)).getMessage();
        assertEquals(
                message,
                assertThrows(HistoryException.class, () -> SqlHistory.openToWrite(url))
                        .getMessage());
        return message;
    }

    @OnBothDatabases
    void schema_ofANewerRacy_refused(Kind kind, Stores stores) throws Exception {
        String url = stores.freshHistoryUrl(kind);
        execute(kind, url, "UPDATE flyway_schema_history SET version = '2'");
        assertTrue(refusedByAll(url).contains("newer Racy"));
    }

    @OnBothDatabases
    void database_ofAnotherProgram_refusedAndLeftAlone(Kind kind, Stores stores) throws Exception {
        String url = stores.freshUrl(kind);
        execute(kind, url, "CREATE TABLE bookmarks (url TEXT)");
        assertTrue(assertThrows(HistoryException.class, () -> SqlHistory.open(url))
                .getMessage()
                .contains("holds no history"));
        HistoryException refused = assertThrows(HistoryException.class, () -> SqlHistory.openToWrite(url));
        assertTrue(refused.getMessage().contains("another program"), refused::getMessage);
        execute(kind, url, "DROP TABLE bookmarks");
        SqlHistory.openToWrite(url);
    }

    @Test
    void postgresql_notReachable_oneLineWithoutThePassword() {
        String url = "jdbc:postgresql://reader:hunter1@127.0.0.1:1/none?user=racy&password=hunter2";
        String message = assertThrows(HistoryException.class, () -> SqlHistory.openToWrite(url))
                .getMessage();
        assertThrows(HistoryException.class, () -> SqlHistory.open(url));
        assertTrue(message.contains("127.0.0.1:1/none"), message);
        assertFalse(message.contains("hunter"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void url_ofAnotherKind_refused() {
        for (String url : List.of(
                "jdbc:h2:mem:x", "jdbc:mysql://u:secret@host/db", "http://host/db", "", "jdbc:sqlite:", ":memory:")) {
            HistoryException refused = assertThrows(HistoryException.class, () -> SqlHistory.openToWrite(url));
            assertFalse(refused.getMessage().contains("secret"), refused::getMessage);
        }
    }

    @Test
    void sqlite_missingDirectoryOrNoDatabase_saidInOneLine() throws Exception {
        assertTrue(refused(folder.resolve("none.db")).contains("there is no history in"));
        assertTrue(refused(folder).contains("there is no history in"));
        Path text = Files.writeString(folder.resolve("text.db"), "hello, this is no database at all");
        assertTrue(refused(text).contains("not a database"));
        assertThrows(HistoryException.class, () -> SqlHistory.openToWrite(text.toString()));
        assertEquals("hello, this is no database at all", Files.readString(text));
        assertTrue(assertThrows(HistoryException.class, () -> SqlHistory.openToWrite(folder.toString()))
                .getMessage()
                .contains("is a directory"));
        assertThrows(
                HistoryException.class,
                () -> SqlHistory.openToWrite(text.resolve("x.db").toString()));
    }

    private static String refused(Path file) {
        return assertThrows(HistoryException.class, () -> SqlHistory.open(file.toString()))
                .getMessage();
    }

    @Test
    void sqlite_oddPath_isTheFile() throws Exception {
        Path odd = folder.resolve("a ?mode=memory#%20&\u00e9").resolve("history.db");
        SqlHistory.openToWrite("jdbc:sqlite:" + odd).importBundle(bundles(1).get(0));
        assertTrue(Files.size(odd) > 0);
        assertEquals(1, SqlHistory.open(odd.toString()).nights(5).size());
    }

    @Test
    void sqlite_nothingMayBeMadeBesideIt_isReadAndNotWritten() throws Exception {
        Path file = folder.resolve("history.db");
        SqlHistory history = SqlHistory.openToWrite(file.toString());
        history.importBundle(bundles(1).get(0));
        Map<String, Object> before = Dump.of(history);
        Files.deleteIfExists(folder.resolve("history.db-shm"));
        assertTrue(
                !Files.exists(folder.resolve("history.db-wal")) || Files.size(folder.resolve("history.db-wal")) == 0);
        FileTime changed = Files.getLastModifiedTime(file);
        // Stands in the way as a directory without write permission does, and of root, too.
        Files.createDirectory(folder.resolve("history.db-shm"));

        Dump.assertSame(before, Dump.of(SqlHistory.open(file.toString())));
        HistoryException refused =
                assertThrows(HistoryException.class, () -> history.importBundle(folder.resolve("night-1")));
        assertTrue(refused.getMessage().startsWith("cannot write the history in " + file), refused::getMessage);
        assertEquals(changed, Files.getLastModifiedTime(file));
    }

    @Test
    void sqlite_reading_changesNothing() throws Exception {
        Path file = folder.resolve("history.db");
        SqlHistory.openToWrite(file.toString()).importBundle(bundles(1).get(0));
        byte[] before = Files.readAllBytes(file);
        Dump.of(SqlHistory.open(file.toString()));
        assertArrayEquals(before, Files.readAllBytes(file));
    }
}
