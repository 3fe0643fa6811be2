// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import racy.history.AnswerNight;
import racy.history.compare.BenchChange;
import racy.history.compare.Change;
import racy.review.Expectation;
import racy.review.MemoryModel;
import racy.review.Verdict;
import racy.text.Plain;

/** CSV, JSON, OpenMetrics, and how a file is written. */
class DataExportsTest {
    private static final String TEST = "racy.stress.ClaimStress.AsPosted";

    private ExportedNight night;

    @BeforeEach
    void fill() {
        night = new ExportedNight();
        night.shown.answers.add(new AnswerNight("n2", "xchg", Verdict.RACY, 0, 1, 2, 0));
        night.shown.tests.add(ExportedNight.test(
                TEST, Expectation.SAFE, 12, ExportedNight.acceptable("1, 0"), ExportedNight.forbidden("1, 1")));
        night.shown.tests.add(ExportedNight.test("racy.stress.A.NotReached", Expectation.SAFE, 0));
        night.shown.tests.add(
                ExportedNight.test("racy.stress.A.Seeded", Expectation.SEEDED, 2, ExportedNight.interesting("0, 0")));
        night.shown.benchmarks.add(ExportedNight.benchmark("locked", 10.5));
        night.shown.benchmarks.add(ExportedNight.benchmark("broken", Double.NaN));
        night.benchChanges.add(ExportedNight.benchChange(BenchChange.Decision.SLOWER));
        night.changes.add(ExportedNight.change(Change.Kind.NEW_OUTCOME, TEST, "1, 1", true));
    }

    /** Rows of RFC 4180. */
    private static List<List<String>> csv(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                assertEquals(0, field.length());
                quoted = true;
            } else if (c == ',') {
                row.add(field.toString());
                field.setLength(0);
            } else if (c == '\r') {
                assertEquals('\n', text.charAt(++i));
                row.add(field.toString());
                field.setLength(0);
                rows.add(List.copyOf(row));
                row.clear();
            } else {
                field.append(c);
            }
        }
        assertTrue(row.isEmpty() && field.length() == 0 && !quoted);
        return rows;
    }

    @Test
    void csv_rows_areTestsTimesOutcomes() {
        List<List<String>> rows = csv(night.export(Format.CSV));
        assertEquals(5, rows.size());
        List<String> header = rows.get(0);
        rows.forEach(row -> assertEquals(header.size(), row.size()));
        List<String> forbidden = rows.stream()
                .filter(row -> row.get(header.indexOf("outcome")).equals("1, 1"))
                .findFirst()
                .orElseThrow();
        assertEquals(TEST, forbidden.get(header.indexOf("test")));
        assertEquals("FORBIDDEN", forbidden.get(header.indexOf("grade")));
        assertEquals("false", forbidden.get(header.indexOf("may_happen")));
        assertEquals("3", forbidden.get(header.indexOf("count")));
        assertEquals("12", forbidden.get(header.indexOf("forks_showing")));
        assertEquals("MEASURED", forbidden.get(header.indexOf("origin")));
        night.demonstration();
        csv(night.export(Format.CSV)).stream().skip(1).forEach(row -> assertEquals("DEMONSTRATION", row.get(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=cmd|' /C calc'!A0", "+1+cmd", "-1+cmd", "@SUM(1)", "\t=1", "\r=1", "  =1", "＝1"})
    void csv_formula_isText(String formula) {
        night.shown.tests.clear();
        night.shown.tests.add(ExportedNight.test(formula, Expectation.SAFE, 2, ExportedNight.acceptable(formula)));
        List<List<String>> rows = csv(night.export(Format.CSV));
        String text = "'" + formula.replaceAll("[\t\r]", " ");
        assertEquals(text, rows.get(1).get(rows.get(0).indexOf("test")));
        assertEquals(text, rows.get(1).get(rows.get(0).indexOf("outcome")));
    }

    @Test
    void csv_negativeNumbersAndQuotes_areKept() {
        night.shown.tests.clear();
        night.shown.tests.add(
                ExportedNight.test("a \"b\",\r\nc", Expectation.SAFE, 2, ExportedNight.acceptable("-1, 0")));
        List<List<String>> rows = csv(night.export(Format.CSV));
        assertEquals(2, rows.size());
        assertEquals("a \"b\",  c", rows.get(1).get(rows.get(0).indexOf("test")));
        assertEquals("-1, 0", rows.get(1).get(rows.get(0).indexOf("outcome")));
    }

    @Test
    void json_night_isWhole() throws Exception {
        JsonNode root = new ObjectMapper().readTree(night.export(Format.JSON));
        assertEquals(1, root.get("version").intValue());
        assertEquals("MEASURED", root.get("origin").textValue());
        assertFalse(root.has("warning"));
        assertEquals("n2", root.at("/night/id").textValue());
        assertEquals(12, root.at("/night/parts/0/forks").intValue());
        assertEquals("a CPU", root.at("/environments/f00d/cpu.model").textValue());
        assertEquals("racy", root.at("/answers/0/verdict").textValue());
        assertEquals(3, root.get("tests").size());
        assertEquals("n1", root.at("/comparison/before").textValue());
        assertEquals("NEW_OUTCOME", root.at("/comparison/changes/0/kind").textValue());
        assertEquals("SLOWER", root.at("/comparison/benchmarks/0/decision").textValue());
        assertEquals(10.5, root.at("/benchmarks/0/score").doubleValue());
        assertTrue(root.at("/benchmarks/1/score").isNull());
        night.demonstration();
        root = new ObjectMapper().readTree(night.export(Format.JSON));
        assertTrue(root.get("warning").textValue().startsWith("DEMONSTRATION"));
    }

    /** The parts of the format that we use, strictly: families in one piece, declared before, each label set once. */
    private static Map<String, String> openMetrics(String text) {
        Pattern sample =
                Pattern.compile("([a-z_]+)(?:\\{((?:[a-z_]+=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*\",?)*)})? (\\S+)");
        Map<String, String> samples = new HashMap<>();
        Set<String> families = new HashSet<>();
        String family = "";
        String type = "";
        assertTrue(text.endsWith("\n# EOF\n"));
        for (String line : text.substring(0, text.length() - "# EOF\n".length()).split("\n")) {
            if (line.startsWith("# TYPE ")) {
                family = line.split(" ")[2];
                type = line.split(" ")[3];
                assertTrue(Set.of("gauge", "info", "stateset").contains(type));
                assertTrue(families.add(family), family);
            } else if (line.startsWith("# UNIT ")) {
                assertEquals(family, line.split(" ")[2]);
                assertTrue(family.endsWith("_" + line.split(" ")[3]));
            } else if (line.startsWith("# HELP ")) {
                assertEquals(family, line.split(" ")[2]);
            } else {
                Matcher match = sample.matcher(line);
                assertTrue(match.matches(), line);
                assertEquals(type.equals("info") ? family + "_info" : family, match.group(1));
                Double.parseDouble(match.group(3));
                assertTrue(
                        samples.put(
                                        match.group(1) + "{" + (match.group(2) == null ? "" : match.group(2)) + "}",
                                        match.group(3))
                                == null,
                        line);
            }
        }
        assertTrue(families.stream().allMatch(name -> name.startsWith("racy_")));
        return samples;
    }

    @Test
    void forget_fileOfAnEarlierNight_isGone_aDeviceStays(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("mail.txt"), "yesterday's");
        Exports.forget(file);
        assertFalse(Files.exists(file));
        Exports.forget(file);
        Path device = Files.createSymbolicLink(folder.resolve("device"), Path.of("/dev/null"));
        Exports.forget(device);
        assertTrue(Files.isSymbolicLink(device));
    }

    @Test
    void openMetrics_samples_haveTheirValues() {
        Map<String, String> samples = openMetrics(night.export(Format.OPENMETRICS));
        assertEquals("1", samples.get("racy_night_complete{}"));
        assertEquals("3", samples.get("racy_stress_planned_tests{jdk=\"17\"}"));
        assertEquals("30", samples.get("racy_bench_planned{jdk=\"17\"}"));
        assertEquals("4", samples.get("racy_bench_measured{jdk=\"17\"}"));
        assertEquals("3600", samples.get("racy_night_duration_seconds{}"));
        assertEquals("3", samples.get("racy_stress_forbidden{jdk=\"17\",test=\"" + TEST + "\"}"));
        assertEquals("1", samples.get("racy_stress_witnessed_races{jdk=\"17\"}"));
        assertEquals(
                "10.5",
                samples.get("racy_benchmark_score{benchmark=\"FenceSignalBenchmark.locked[callbacks=8]\",jdk=\"17\","
                        + "score_unit=\"ns/op\"}"));
        assertEquals("1", samples.get("racy_question_verdict{question=\"xchg\",racy_question_verdict=\"racy\"}"));
        assertEquals("0", samples.get("racy_question_verdict{question=\"xchg\",racy_question_verdict=\"not-seen\"}"));
        assertEquals("1", samples.get("racy_stress_changes{kind=\"NEW_OUTCOME\"}"));
        assertTrue(samples.keySet().stream().noneMatch(name -> name.contains("broken")));
    }

    @Test
    void openMetrics_demonstration_isOnEverySample() {
        night.demonstration();
        String text = night.export(Format.OPENMETRICS);
        openMetrics(text).keySet().forEach(name -> assertTrue(name.contains("origin=\"DEMONSTRATION\""), name));
        text.lines()
                .filter(line -> line.startsWith("# HELP"))
                .forEach(line -> assertTrue(line.contains("DEMONSTRATION")));
    }

    @Test
    void openMetrics_hostileText_isEscaped() {
        night.shown.tests.add(ExportedNight.test("a\"} 1\nracy_night_complete 1\n\\", Expectation.SAFE, 1));
        Map<String, String> samples = openMetrics(night.export(Format.OPENMETRICS));
        assertTrue(samples.containsKey("racy_stress_forks{jdk=\"17\",test=\"a\\\"} 1 racy_night_complete 1 \\\\\"}"));
    }

    /** An escape, a new direction, or nothing that is seen, in whatever a bundle may name. */
    @ParameterizedTest
    @EnumSource(Format.class)
    void everyFormat_hasNoCharacterThatIsObeyedOrCannotBeSeen(Format format) {
        String bad = "x\u0000\u001b[31m\u007f\u009b\u061c\u200b\u200f\u2028\u202e\u2066\ufeff\ufe0f\ud800y";
        night.shown.tests.add(ExportedNight.test(
                bad, Expectation.SAFE, 2, 1, ExportedNight.acceptable(bad), ExportedNight.forbidden(bad)));
        night.shown.forks.add(ExportedNight.crash(bad, List.of(bad), List.of(bad)));
        night.changes.add(ExportedNight.change(Change.Kind.REGRESSION, bad, bad, true));
        night.environment.put(bad, bad);
        String text = night.export(format);
        assertTrue(text.contains("x") && text.contains("y"));
        text.codePoints()
                .filter(c -> c != '\n' && c != '\r' && !Plain.isHarmless(c))
                .forEach(c -> fail("U+" + Integer.toHexString(c) + " in " + format));
    }

    @Test
    void write_diskFullOrNoFolder_saysWhatWhereAndWhy(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        for (Format format : Format.values()) {
            for (Path out : List.of(folder.resolve("none/night"), file.resolve("night"), Path.of("/dev/full"))) {
                IOException e = assertThrows(
                        IOException.class,
                        () -> Exports.write(format, night.history(), night.after, night.diff(), out));
                assertTrue(e.getMessage().startsWith("cannot write " + out + ": "), e.getMessage());
                assertTrue(
                        e.getMessage().matches("(?i).*(no space left|no such file|not a directory|is no directory).*"),
                        e.getMessage());
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void write_file_isReplacedWhole(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("night.json");
        Files.writeString(file, "old");
        assertTrue(Exports.write(Format.JSON, night.history(), night.after, night.diff(), file));
        assertEquals(night.export(Format.JSON), Files.readString(file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void write_nothingToTell_leavesNoFile(@TempDir Path folder) throws Exception {
        night.changes.clear();
        night.benchChanges.clear();
        night.shown.answers.clear();
        Path file = folder.resolve("mail.txt");
        Files.writeString(file, "yesterday's");
        assertFalse(Exports.write(Format.MAIL, night.history(), night.after, night.diff(), file));
        assertFalse(Files.exists(file));
    }

    @Test
    void write_noSuchDirectory_isAnError(@TempDir Path folder) {
        assertThrows(
                java.io.IOException.class,
                () -> Exports.write(
                        Format.CSV, night.history(), night.after, night.diff(), folder.resolve("no/such.csv")));
    }

    @Test
    void contradictionsAndModels_areInTheData() throws Exception {
        night.shown.answers.add(
                new AnswerNight("n2", "core-lock", Verdict.notRacy(Set.of(MemoryModel.JAM)), 0, 0, 0, 2));
        JsonNode answers =
                new ObjectMapper().readTree(night.export(Format.JSON)).get("answers");
        assertEquals(0, answers.at("/0/models").size());
        assertEquals(0, answers.at("/0/contradictions").intValue());
        assertEquals("not-racy", answers.at("/1/verdict").textValue());
        assertEquals("JAM", answers.at("/1/models/0").textValue());
        assertEquals(2, answers.at("/1/contradictions").intValue());
        Map<String, String> samples = openMetrics(night.export(Format.OPENMETRICS));
        assertEquals("0", samples.get("racy_question_contradictions{question=\"xchg\"}"));
        assertEquals("2", samples.get("racy_question_contradictions{question=\"core-lock\"}"));
    }
}
