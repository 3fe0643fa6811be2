// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.history.Night;
import racy.history.demo.DemoBundles;
import racy.history.store.SqlHistory;

/** On the demonstration's nights, whose events are known. */
class HistoryDiffCommandTest {
    @TempDir
    private static Path folder;

    private static List<Night> nights;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void remember() throws Exception {
        List<Path> bundles = DemoBundles.write(folder.resolve("bundles"), DemoBundles.NIGHTS, 1);
        try (SqlHistory history = SqlHistory.open(place())) {
            history.importBundles(bundles, false, taken -> {}, refused -> fail(refused));
            nights = history.nights(Integer.MAX_VALUE);
        }
    }

    private static String place() {
        return folder.resolve("history.db").toString();
    }

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    /** Compares night {@code number}, from 1, with the last that compares. */
    private int diff(int number) {
        return run("history", "diff", "--history", place(), id(number));
    }

    private static String id(int number) {
        return nights.get(nights.size() - number).id();
    }

    @Test
    void night_isMarkedAsDemonstration() {
        diff(5);
        assertTrue(out.toString().startsWith("DEMONSTRATION"), out::toString);
    }

    @Test
    void slowerAndConfirmed_isOne() {
        assertEquals(1, diff(DemoBundles.REGRESSION), out::toString);
        assertTrue(
                out.toString()
                        .lines()
                        .anyMatch(line -> line.startsWith("FenceSignalBenchmark.lockFree[callbacks=8]")
                                && line.endsWith("slower, confirmed")),
                out::toString);
    }

    @Test
    void partialNight_isFour() {
        assertEquals(4, diff(DemoBundles.PARTIAL), out::toString);
        assertTrue(out.toString().contains("partial"), out::toString);
        assertTrue(out.toString().contains("disappeared"), out::toString);
    }

    @Test
    void lostTeeth_isFive() {
        assertEquals(5, diff(DemoBundles.LOST_TEETH), out::toString);
        assertTrue(out.toString().contains("lost teeth: the seeded race was witnessed in"), out::toString);
    }

    @Test
    void newOutcome_isNamed() {
        diff(DemoBundles.NEW_OUTCOME);
        assertTrue(out.toString().contains("seen for the first time: 'USE_AFTER_FREE'"), out::toString);
    }

    @Test
    void firstNight_nothingCompares_isFive() {
        assertEquals(5, diff(1), out::toString);
        assertTrue(out.toString().contains("Nothing compares"), out::toString);
    }

    @Test
    void nightWithItself_noTestDiffers() {
        assertEquals(0, run("history", "diff", "--history", place(), id(5), id(5)), out::toString);
        assertTrue(out.toString().contains("No test differs."), out::toString);
    }

    @Test
    void latestAndJson_areTheSameComparison() throws Exception {
        run("history", "diff", "--history", place(), "--format", "json", "latest~1", "latest");
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertEquals(1, json.required("version").intValue());
        assertEquals(id(DemoBundles.NIGHTS), json.required("after").textValue());
        assertEquals(id(DemoBundles.NIGHTS - 1), json.at("/comparison/before").textValue());
        assertFalse(json.at("/comparison/benchmarks").isEmpty());
    }

    @Test
    void otherEnvironment_onlyByForce() {
        String before = id(DemoBundles.JDK_UPDATE - 1);
        String after = id(DemoBundles.JDK_UPDATE);
        run("history", "diff", "--history", place(), before, after);
        assertTrue(out.toString().contains("differ in"), out::toString);
        run("history", "diff", "--history", place(), "--force", before, after);
        assertTrue(out.toString().contains("compared because that was asked for"), out::toString);
    }

    @Test
    void unknownNight_isRefusedByName() {
        assertEquals(3, run("history", "diff", "--history", place(), "latest~400"));
        assertTrue(err.toString().contains("latest~400"), err::toString);
        assertEquals(3, run("history", "diff", "--history", place(), "nowhere", "latest"));
        assertTrue(err.toString().contains("nowhere"), err::toString);
        assertEquals(2, run("history", "diff", "--history", place(), "--force"));
    }

    @Test
    void benchCompare_nightsOfTheHistory() {
        int code = run(
                "bench",
                "compare",
                "--history",
                place(),
                "--all",
                id(DemoBundles.REGRESSION - 1),
                id(DemoBundles.REGRESSION));
        assertEquals(1, code, out::toString);
        assertTrue(out.toString().contains("slower, confirmed"), out::toString);
        assertTrue(out.toString().contains("DEMONSTRATION"), out::toString);
    }
}
