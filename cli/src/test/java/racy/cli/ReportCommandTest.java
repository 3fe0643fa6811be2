// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import racy.history.demo.DemoBundles;
import racy.history.store.SqlHistory;

class ReportCommandTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path scratch;

    private int racy(Object... words) {
        CommandLine racy = Main.commandLine();
        racy.setOut(new PrintWriter(new StringWriter()));
        racy.setErr(new PrintWriter(err, true));
        return racy.execute(Stream.of(words).map(Object::toString).toArray(String[]::new));
    }

    @Test
    void demo_twoNights_pagesThatSaySo() throws IOException {
        Path out = scratch.resolve("out");
        assertEquals(0, racy("report", "--demo", "--nights", 2, "--out", out), err::toString);
        try (Stream<Path> files = Files.list(out)) {
            List<Path> pages =
                    files.filter(file -> file.toString().endsWith(".html")).toList();
            assertTrue(pages.size() > 20, pages::toString);
            for (Path page : pages) {
                assertTrue(Files.readString(page).contains("Demonstration data: a generator made"), page::toString);
            }
        }
    }

    @Test
    void history_named_itsNights() throws Exception {
        Path file = scratch.resolve("history.db");
        try (SqlHistory history = SqlHistory.open(file.toString())) {
            for (Path bundle : DemoBundles.write(scratch.resolve("bundles"), 3, 9)) {
                history.importBundle(bundle);
            }
        }
        Path out = scratch.resolve("out");
        assertEquals(0, racy("report", "--history", file, "--nights", 2, "--out", out), err::toString);
        String nights = Files.readString(out.resolve("nights.html"));
        assertTrue(nights.contains("demo-2026-01-03") && nights.contains("demo-2026-01-02"));
        assertFalse(nights.contains("demo-2026-01-01"), "two were asked for");
    }

    @Test
    void history_missing_infrastructureAndNothingMade() {
        Path missing = scratch.resolve("none.db");
        assertEquals(3, racy("report", "--history", missing, "--out", scratch.resolve("out")));
        assertTrue(err.toString().contains("none.db"), err::toString);
        assertFalse(Files.exists(missing));
    }

    @Test
    void out_somebodyElses_refused() throws IOException {
        Files.writeString(scratch.resolve("mine.txt"), "mine");
        assertEquals(3, racy("report", "--demo", "--nights", 1, "--out", scratch));
        assertTrue(err.toString().contains("not written by racy report"), err::toString);
        assertTrue(Files.exists(scratch.resolve("mine.txt")));
    }

    @Test
    void usage_wrong_saidSo() {
        assertEquals(2, racy("report", "--nights", 0));
        assertEquals(2, racy("report", "--demo", "--history", "x"));
    }
}
