// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.history.bundle.Bundle;
import racy.history.bundle.EngineFindings;
import racy.history.demo.DemoBundles;
import racy.history.store.SqlHistory;
import racy.report.export.Format;

/** What a night learns from the nights before it, with the demonstration's planted events. */
class NightHistoryTest {
    private static final NightFindings CLEAN =
            new NightFindings(List.of(), List.of(), List.of(), 100, List.of(), List.of(), EngineFindings.NONE);

    @TempDir
    private static Path demo;

    private static List<Path> bundles;

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @BeforeAll
    static void write() throws Exception {
        bundles = DemoBundles.write(demo, DemoBundles.REGRESSION, 1);
    }

    private NightHistory past(Map<Format, Path> exports) {
        return new NightHistory(folder.resolve("history.db").toString(), exports, said::add);
    }

    private void remember(int from, int to) throws Exception {
        try (SqlHistory history = SqlHistory.open(folder.resolve("history.db").toString())) {
            for (Path bundle : bundles.subList(from - 1, to)) {
                history.importBundle(bundle);
            }
        }
    }

    @Test
    void after_plantedRegression_isNamedAndEndsWithOne() throws Exception {
        remember(DemoBundles.REGRESSION - 2, DemoBundles.REGRESSION - 1);
        Path junit = folder.resolve("night.xml");
        NightFindings findings =
                past(Map.of(Format.JUNIT, junit)).after(bundles.get(DemoBundles.REGRESSION - 1), CLEAN);
        assertTrue(
                findings.regressions().stream()
                        .anyMatch(each -> each.contains("FenceSignalBenchmark.lockFree") && each.contains("JDK 25")),
                findings::toString);
        assertEquals(ExitCode.FORBIDDEN, findings.exitCode(100));
        assertTrue(Files.readString(junit).contains("lockFree[callbacks=8]"));
    }

    @Test
    void after_ordinaryNight_isClean() throws Exception {
        remember(2, 3);
        NightFindings findings = past(Map.of()).after(bundles.get(3), CLEAN);
        assertEquals(List.of(), findings.regressions());
        assertEquals(List.of(), findings.newForbidden());
        assertEquals(ExitCode.CLEAN, findings.exitCode(100));
    }

    @Test
    void after_lossOfTeeth_tellsWhichTestOnWhichJdk() throws Exception {
        remember(DemoBundles.LOST_TEETH - 1, DemoBundles.LOST_TEETH - 1);
        past(Map.of()).after(bundles.get(DemoBundles.LOST_TEETH - 1), CLEAN);
        assertTrue(
                said.stream()
                        .anyMatch(line -> line.matches(" +vanished outcome: \\w+\\.\\w+ on JDK \\d+: lost teeth: .+")),
                said::toString);
    }

    @Test
    void after_missingShard_endsWithFour() throws Exception {
        NightFindings findings = past(Map.of()).after(bundles.get(DemoBundles.PARTIAL - 1), CLEAN);
        assertFalse(findings.missing().isEmpty());
        assertEquals(ExitCode.COVERAGE, findings.exitCode(0));
    }

    @Test
    void after_historyCannotBeWritten_bundleIsSafeAndEndsWithThree() throws Exception {
        Files.writeString(folder.resolve("history.db"), "no database, but long enough to be looked at".repeat(50));
        NightFindings findings = past(Map.of()).after(bundles.get(0), CLEAN);
        assertEquals(ExitCode.INFRASTRUCTURE, findings.exitCode(100));
        assertTrue(said.stream().anyMatch(line -> line.contains("racy history import")), said::toString);
        Bundle.read(bundles.get(0));
    }

    @Test
    void after_exportCannotBeWritten_nightIsInTheHistory() throws Exception {
        Path nowhere = folder.resolve("no/such/folder/night.csv");
        NightFindings findings = past(Map.of(Format.CSV, nowhere)).after(bundles.get(0), CLEAN);
        assertEquals(ExitCode.INFRASTRUCTURE, findings.exitCode(100));
        try (SqlHistory history =
                SqlHistory.openReadOnly(folder.resolve("history.db").toString())) {
            assertEquals(1, history.nights(10).size());
        }
    }

    @Test
    void knownCode_noHistory_isEmptyAndMakesNone() {
        assertEquals(Map.of(), past(Map.of()).knownCode());
        assertFalse(Files.exists(folder.resolve("history.db")));
    }
}
