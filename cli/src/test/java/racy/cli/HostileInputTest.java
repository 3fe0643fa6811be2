// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import racy.history.Night;
import racy.history.NightState;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleWriter;
import racy.history.compare.Diff;
import racy.history.compare.Diffs;
import racy.history.store.SqlHistory;
import racy.report.Site;
import racy.report.export.Exports;
import racy.report.export.Format;

/** What a bundle from somebody else can do: nothing but be shown. */
class HostileInputTest {
    @TempDir
    private Path folder;

    private Path bundle;

    @BeforeEach
    void write() throws Exception {
        bundle = HostileBundle.write(folder.resolve("in/bundle"), "evil-1", 1);
    }

    /** Changes a file of a bundle, and seals the bundle again as whoever made it would. */
    private void edit(String file, String from, String to) throws Exception {
        Files.delete(bundle.resolve("seal.json"));
        BundleWriter writer = BundleWriter.resume(bundle);
        Path path = bundle.resolve(file);
        String text = Files.readString(path);
        assertTrue(text.contains(from));
        Files.writeString(path, text.replace(from, to));
        writer.seal(NightState.COMPLETE, List.of());
    }

    @Test
    void bundle_ofFreeTexts_isRead() throws Exception {
        Bundle read = Bundle.read(bundle);
        assertEquals(
                HostileBundle.ALL.size() * 2,
                read.parts().get(0).stress().orElseThrow().forks().size());
        assertEquals(
                HostileBundle.ALL.size(),
                read.parts().get(0).bench().orElseThrow().results().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "/x", "<script>", "", ".", "a\\\\u0000b", "a b"})
    void nightsName_thatIsNoFileName_isRefused(String name) throws Exception {
        edit("bundle.json", "\"evil-1\"", "\"" + name + "\"");
        BundleException refused = assertThrows(BundleException.class, () -> Bundle.read(bundle));
        assertTrue(refused.getMessage().contains("bundle.json"), refused.getMessage());
        assertFalse(refused.getMessage().contains("\u0000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "<script>", "17/../17", ""})
    void jdksLabel_thatIsNoFileName_isRefused(String label) throws Exception {
        edit("parts/s1-jdk17/part.json", "\"jdk\" : \"17\"", "\"jdk\" : \"" + label + "\"");
        BundleException refused = assertThrows(BundleException.class, () -> Bundle.read(bundle));
        assertTrue(refused.getMessage().contains("part.json"), refused.getMessage());
    }

    @Test
    void hostileNights_throughStorePagesExportsAndServer_doNothing() throws Exception {
        Path second = HostileBundle.write(folder.resolve("in/second"), "evil-2", 2);
        Path out = folder.resolve("out");
        Path site = out.resolve("site");
        try (SqlHistory history =
                SqlHistory.open(folder.resolve("in/history.db").toString())) {
            history.importBundle(bundle);
            history.importBundle(second);
            Site.write(history, 60, site);
            Night night = history.nights(1).get(0);
            Diff diff = Diffs.withLastComparable(history, night);
            for (Format format : Format.values()) {
                Exports.write(format, history, night, diff, out.resolve(format.name()));
            }
            for (Map.Entry<String, String> page : Site.pages(history, 60).entrySet()) {
                assertTrue(page.getKey().matches("[A-Za-z0-9._-]+\\.html"), page.getKey());
                assertHarmless(page.getKey(), page.getValue());
            }
        }
        assertHarmless("JUnit XML", Files.readString(out.resolve(Format.JUNIT.name())));
        // In a code span Markdown takes nothing for markup.
        assertHarmless(
                "summary", Files.readString(out.resolve(Format.SUMMARY.name())).replaceAll("(`+).+?\\1(?!`)", ""));
        assertFalse(Files.readString(out.resolve(Format.CSV.name())).contains("\n=cmd"));
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> elsewhere = files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(out) && !file.startsWith(folder.resolve("in")))
                    .toList();
            assertEquals(List.of(), elsewhere, "nothing is written outside");
        }
        assertFalse(Files.exists(folder.resolve("../escaped")));
    }

    /** A key that scripts look things up by is never shown, so it may hold what a reader must not see. */
    private static void assertHarmless(String name, String text) {
        String shown = text.replaceAll("data-key=\"[^\"]*\"", "");
        for (String live : List.of("<script>document", "<img src=x", "\u001B", "\u202E")) {
            assertFalse(shown.contains(live), () -> name + " holds " + live);
        }
        assertFalse(text.matches("(?is).*href=[\"']?javascript:.*"), () -> name + " has a link that runs");
    }
}
