// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.demo.DemoBundles;
import racy.history.demo.MadeUpBundle;
import racy.history.store.SqlHistory;

class HistoryCommandTest {
    @TempDir
    private static Path demo;

    private static List<Path> bundles;
    private static String filled;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void fill() throws Exception {
        bundles = DemoBundles.write(demo.resolve("nights"), 3, 5);
        filled = demo.resolve("history.db").toString();
        try (SqlHistory history = SqlHistory.open(filled)) {
            for (Path bundle : bundles) {
                history.importBundle(bundle);
            }
        }
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static String night(int number) throws Exception {
        return Bundle.readManifest(bundles.get(number - 1)).night();
    }

    @Test
    void list_newestFirst_demonstrationsSaySo() throws Exception {
        assertEquals(0, run("history", "list", "--history", filled), err::toString);
        List<String> lines = out.toString().lines().toList();
        assertEquals(4, lines.size());
        assertTrue(lines.get(1).startsWith(night(3)) && lines.get(1).contains("demonstration"), lines.get(1));
        assertTrue(lines.get(3).startsWith(night(1)), lines.get(3));
    }

    @Test
    void list_json_isVersioned() throws Exception {
        assertEquals(0, run("history", "list", "--format", "json", "--history", filled), err::toString);
        JsonNode data = new ObjectMapper().readTree(out.toString());
        assertEquals(1, data.get("version").asInt());
        assertEquals(3, data.get("nights").size());
        assertEquals(night(3), data.get("nights").get(0).get("night").asText());
    }

    @Test
    void show_latest_hasEveryAnswerAndTheTeeth() throws Exception {
        assertEquals(0, run("history", "show", "latest~1", "--history", filled), err::toString);
        assertTrue(out.toString().contains("Night " + night(2)), out::toString);
        assertTrue(out.toString().contains("nothing here was measured"), out::toString);
        assertTrue(
                Pattern.compile("(\\d+) of \\1 witnessed")
                        .matcher(out.toString())
                        .find(),
                out::toString);
        assertTrue(out.toString().contains("core-lock        racy"), out::toString);
    }

    @Test
    void show_unknownNight_isToldAndInfrastructure() {
        assertEquals(3, run("history", "show", "nowhere", "--history", filled));
        assertTrue(err.toString().contains("nowhere") && err.toString().lines().count() == 1, err::toString);
    }

    @Test
    void list_noHistory_saysHowToMakeOne() {
        assertEquals(
                3, run("history", "list", "--history", folder.resolve("no.db").toString()));
        assertTrue(err.toString().contains("racy nightly"), err::toString);
        assertFalse(Files.exists(folder.resolve("no.db")));
    }

    @Test
    void import_oneBroken_othersAreTakenIn() {
        String history = folder.resolve("h.db").toString();
        assertEquals(
                3,
                run(
                        "history",
                        "import",
                        bundles.get(0).toString(),
                        folder.toString(),
                        bundles.get(1).toString(),
                        "--history",
                        history));
        assertTrue(err.toString().contains(folder.toString()), err::toString);
        assertTrue(
                out.toString().contains("Of 3 bundles 2 were taken in, 0 were there already, 1 were refused."),
                out::toString);
        assertEquals(
                2,
                out.toString()
                        .lines()
                        .filter(line -> line.endsWith(": taken in"))
                        .count());
        assertEquals(0, run("history", "import", bundles.get(0).toString(), "--history", history));
        assertTrue(out.toString().contains("was there already"), out::toString);
    }

    @Test
    void import_folder_itsNightsAreTakenIn_thoseNotOverAreNot() throws Exception {
        Path running = Files.createDirectories(folder.resolve("nights/running"));
        Files.copy(bundles.get(0).resolve("bundle.json"), running.resolve("bundle.json"));
        new MadeUpBundle("n1", Origin.MEASURED).write(folder.resolve("nights/sealed"));
        String history = folder.resolve("h.db").toString();
        assertEquals(0, run("history", "import", folder.resolve("nights").toString(), "--history", history));
        assertTrue(err.toString().contains("left out: " + running + ": its night is not over"), err::toString);
        assertTrue(out.toString().contains("Of 1 bundles 1 were taken in"), out::toString);
    }

    /** As a machine whose clock was ahead by years left it. */
    @Test
    void nightAheadOfTheClock_isNotTheLatest_andPruneForgetsItOnlyIfAsked() throws Exception {
        String history = folder.resolve("h.db").toString();
        Instant now = Instant.now();
        try (SqlHistory write = SqlHistory.open(history, InstantSource.fixed(now.plus(Duration.ofDays(4000))))) {
            for (int days : List.of(-500, -1, 3650)) {
                Instant began = now.plus(Duration.ofDays(days));
                Path bundle = folder.resolve("bundle" + days);
                new MadeUpBundle("n" + days, Origin.MEASURED)
                        .time(began, began.plusSeconds(60))
                        .write(bundle);
                write.importBundle(bundle);
            }
        }
        assertEquals(0, run("history", "show", "latest", "--history", history), err::toString);
        assertTrue(out.toString().contains("Night n-1,"), out::toString);
        assertEquals(0, run("history", "list", "--history", history), err::toString);
        assertTrue(out.toString().contains("Ahead of this machine's clock"), out::toString);
        out.getBuffer().setLength(0);
        assertEquals(0, run("history", "prune", "--older-than", "365", "--history", history), err::toString);
        assertTrue(out.toString().startsWith("would be forgotten: n-500\n1 of 3 nights; add --yes"), out::toString);
        out.getBuffer().setLength(0);
        assertEquals(0, run("history", "prune", "--older-than", "365", "--yes", "--history", history), err::toString);
        assertTrue(out.toString().startsWith("forgotten: n-500\n1 of 3 nights."), out::toString);
        out.getBuffer().setLength(0);
        assertEquals(0, run("history", "prune", "--ahead", "--yes", "--history", history), err::toString);
        assertEquals("forgotten: n3650\n1 of 2 nights.\n", out.toString());
        assertEquals(3, run("history", "import", folder.resolve("bundle3650").toString(), "--history", history));
        assertTrue(err.toString().contains("set this clock if it is behind"), err::toString);
    }

    /** A history that was made from all bundles. */
    private String rebuilt() {
        String history = folder.resolve("h.db").toString();
        assertEquals(
                0,
                run("history", "rebuild", bundles.get(0).getParent().toString(), "--history", history),
                err::toString);
        return history;
    }

    @Test
    void diff_threeNights_isUsage() throws Exception {
        assertEquals(2, run("history", "diff", night(1), night(2), night(3), "--history", filled));
        assertTrue(err.toString().contains("not 3"), err::toString);
    }

    @Test
    void rebuild_thenPrune_keepsTheNewest() throws Exception {
        String history = rebuilt();
        assertTrue(out.toString().contains("holds 3 nights"), out::toString);
        assertEquals(0, run("history", "prune", "--keep", "1", "--history", history), err::toString);
        assertTrue(out.toString().contains("would be forgotten: " + night(1)), out::toString);
        try (SqlHistory read = SqlHistory.openReadOnly(history)) {
            assertEquals(3, read.nights(10).size(), "without --yes nothing is forgotten");
        }
        assertEquals(0, run("history", "prune", "--keep", "1", "--yes", "--history", history), err::toString);
        try (SqlHistory read = SqlHistory.openReadOnly(history)) {
            assertEquals(
                    List.of(night(3)),
                    read.nights(10).stream().map(each -> each.id()).toList());
        }
    }

    @Test
    void rebuild_nightWhoseBundleIsElsewhere_isForgottenOnlyIfTold() throws Exception {
        String history = rebuilt();
        String one = bundles.get(0).toString();
        assertEquals(2, run("history", "rebuild", one, "--history", history));
        assertTrue(err.toString().contains("would be forgotten: [" + night(2) + ", " + night(3) + "]"), err::toString);
        assertEquals(0, run("history", "rebuild", one, "--yes", "--history", history), err::toString);
        assertTrue(out.toString().contains("holds 1 nights"), out::toString);
    }

    @Test
    void rebuild_nothingThere_isUsageAndChangesNothing() {
        String history = folder.resolve("h.db").toString();
        assertEquals(2, run("history", "rebuild", folder.toString(), "--history", history));
        assertFalse(Files.exists(Path.of(history)));
    }

    @Test
    void export_csv_isWritten() throws Exception {
        Path file = folder.resolve("night.csv");
        assertEquals(
                0,
                run("history", "export", "latest", "--as", "csv", "--out", file.toString(), "--history", filled),
                err::toString);
        assertTrue(Files.readString(file).contains("ClaimStress"));
    }

    @Test
    void prune_withoutSayingWhich_isUsage() {
        assertEquals(2, run("history", "prune", "--history", filled));
        assertTrue(err.toString().contains("--keep"), err::toString);
    }
}
