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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Question;
import racy.review.Questions;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSettings;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.Manifest;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;
import racy.stress.runner.VocabularyModule;

class AskCommandTest {
    private static final String HIT = Violation.DOUBLE_CLAIM.name();

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    /** Stores a run: a mutant and a fix of one question, each with this many hits in 1000 samples. */
    private void store(long mutantHits, long fixHits) throws Exception {
        StressTest mutant = test("racy.stress.T.Mutant", "irq-read-write", Expectation.SEEDED, "");
        StressTest fix = test("racy.stress.T.Fix", "v2", Expectation.SAFE, mutant.name());
        ForkSettings settings = ForkSettings.standard(SpinLoopStyle.THREAD_YIELD);
        ObjectMapper mapper = new ObjectMapper().registerModule(new VocabularyModule());
        mapper.writeValue(
                directory.resolve("manifest.json").toFile(),
                new Manifest(1, "2026-01-01T00:00:00Z", Map.of(), 1000, 1, 20, settings, List.of(mutant, fix)));
        List<String> lines = new ArrayList<>();
        lines.add(mapper.writeValueAsString(fork(mutant, settings, mutantHits, Expect.ACCEPTABLE_INTERESTING)));
        lines.add(mapper.writeValueAsString(fork(fix, settings, fixHits, Expect.FORBIDDEN)));
        Files.write(directory.resolve("forks.jsonl"), lines);
    }

    private static StressTest test(String name, String variant, Expectation expectation, String twin) {
        return new StressTest(
                name,
                List.of("irq", "reset"),
                List.of("xchg"),
                variant,
                "",
                Set.of(Violation.DOUBLE_CLAIM),
                expectation,
                Level.DRIVER,
                twin);
    }

    private static ForkRecord fork(StressTest test, ForkSettings settings, long hits, Expect grade) {
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(new Outcome("none", 1000 - hits, Expect.ACCEPTABLE, true, false, "clean"));
        if (hits > 0) {
            outcomes.add(new Outcome(HIT, hits, grade, true, true, "two owners"));
        }
        ForkSpec spec = new ForkSpec(test.name(), 0, 0, List.of(), settings);
        return new ForkRecord(spec, "C2", Status.NORMAL, 1000, 1000, outcomes, 0, 500, List.of(), List.of());
    }

    private JsonNode records() throws Exception {
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertEquals(1, document.required("version").intValue());
        return document.required("records");
    }

    @Test
    void json_saysWhatEachRecordRestsOn() throws Exception {
        store(7, 0);
        assertEquals(0, run("ask", "xchg", "--from", directory.toString(), "--format", "json"), err::toString);
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertEquals(0, document.required("contradictions").size());
        assertEquals(
                document.get("records").size(), document.required("efforts").size());
        Set<String> kinds = new TreeSet<>();
        for (int i = 0; i < document.get("records").size(); i++) {
            JsonNode record = document.get("records").get(i);
            JsonNode done = document.get("efforts").get(i);
            for (String field : List.of("question", "variant", "engine")) {
                assertEquals(record.get(field), done.get(field));
            }
            done.get("efforts").forEach(effort -> kinds.add(effort.get("kind").textValue()));
        }
        // A script of the mutant whose fences share a lock gives up: its contexts stand still before the race can come.
        assertEquals(Set.of("gave-up", "played", "sampled"), kinds);
        JsonNode answer = document.required("answers").get(0);
        assertEquals("xchg", answer.get("question").textValue());
        assertEquals("not-seen", answer.get("verdict").textValue());
        assertEquals(0, document.required("failures").size());
    }

    @Test
    void json_hasOneRecordForEachVariantAndEngine_withExactlyTheseFields() throws Exception {
        store(7, 0);
        assertEquals(0, run("ask", "xchg", "--from", directory.toString(), "--format", "json"), err::toString);
        boolean seen = false;
        Set<String> verdicts = Set.of("racy", "not-racy", "not-seen", "out-of-model");
        Set<String> keys = new HashSet<>();
        for (JsonNode record : records()) {
            List<String> fields = new ArrayList<>();
            record.fieldNames().forEachRemaining(fields::add);
            assertEquals(
                    List.of(
                            "question",
                            "variant",
                            "violation",
                            "engine",
                            "verdict",
                            "hits",
                            "samples",
                            "forks",
                            "bound",
                            "seconds"),
                    fields);
            assertTrue(Variants.find(record.get("variant").textValue()).isPresent());
            assertTrue(verdicts.contains(record.get("verdict").textValue()));
            assertTrue(record.get("violation").isNull()
                    || Violation.all().stream()
                            .anyMatch(
                                    v -> v.name().equals(record.get("violation").textValue())));
            assertTrue(keys.add(record.get("question") + " " + record.get("variant") + " " + record.get("engine")));
            if (record.get("variant").textValue().equals("irq-read-write")
                    && record.get("engine").textValue().equals("stress")) {
                seen = true;
                assertEquals("racy", record.get("verdict").textValue());
                assertEquals(HIT, record.get("violation").textValue());
                assertEquals(7, record.get("hits").intValue());
                assertEquals(1000, record.get("samples").intValue());
                assertEquals(1, record.get("forks").intValue());
                assertTrue(record.get("bound").isNull());
            }
        }
        assertTrue(seen, out::toString);
    }

    @Test
    void notSeen_isNeverCalledSafe_andCarriesItsBound() throws Exception {
        store(7, 0);
        run("ask", "xchg", "--variant", "v2", "--from", directory.toString(), "--format", "json");
        for (JsonNode record : records()) {
            assertEquals("v2", record.get("variant").textValue());
            assertEquals("not-seen", record.get("verdict").textValue());
            if (record.get("engine").textValue().equals("stress")) {
                assertEquals(0.95, record.get("bound").doubleValue(), 1e-9);
            }
        }
    }

    @Test
    void witnessAgainstWhatIsDeclaredSafe_isLoudAndExits1() throws Exception {
        store(7, 1);
        assertEquals(1, run("ask", "xchg", "--from", directory.toString()));
        assertTrue(out.toString().contains("UNEXPECTED: T.Fix"), out::toString);
    }

    @Test
    void seededRaceNotWitnessed_isLoudAndExits5() throws Exception {
        store(0, 0);
        assertEquals(5, run("ask", "xchg", "--from", directory.toString()));
        assertTrue(out.toString().contains("NO TEETH: T.Mutant"), out::toString);
        assertTrue(out.toString().contains("counts for nothing"), out::toString);
    }

    @Test
    void text_endsWithWhereTheWordsAreExplained_otherFormatsDoNot() throws Exception {
        store(1, 0);
        run("ask", "xchg", "--from", directory.toString());
        assertTrue(out.toString().strip().endsWith("What the words mean: ./racy glossary"), out::toString);
        out.getBuffer().setLength(0);
        run("ask", "xchg", "--from", directory.toString(), "--format", "mail");
        assertFalse(out.toString().contains("racy glossary"), out::toString);
    }

    @Test
    void truncatedLine_isWarnedOfByFileAndLine() throws Exception {
        store(7, 0);
        Path forks = directory.resolve("forks.jsonl");
        Files.writeString(forks, Files.readString(forks) + "{\"spec\":{\"te");
        assertEquals(0, run("ask", "xchg", "--from", directory.toString(), "--format", "json"));
        assertTrue(err.toString().contains("forks.jsonl:3"), err::toString);
    }

    @Test
    void missingRun_isUsageErrorBeforeAnyAnswer() {
        Path nowhere = directory.resolve("nowhere");
        assertEquals(2, run("ask", "xchg", "--from", nowhere.toString()));
        assertTrue(err.toString().contains(nowhere.toString()), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void damagedManifest_isInfrastructure() throws Exception {
        Files.writeString(directory.resolve("manifest.json"), "{}");
        Files.writeString(directory.resolve("forks.jsonl"), "");
        assertEquals(3, run("ask", "xchg", "--from", directory.toString()));
    }

    @Test
    void from_withOptionsOfARun_isUsageError() throws Exception {
        store(1, 0);
        assertEquals(2, run("ask", "xchg", "--from", directory.toString(), "--seed", "3"));
        assertTrue(err.toString().contains("--seed"), err::toString);
    }

    @Test
    void variant_asked_keepsTheTeethOfOthers() throws Exception {
        store(7, 0);
        assertEquals(0, run("ask", "xchg", "--variant", "v2", "--from", directory.toString()));
        assertTrue(out.toString().contains("its mutant T.Mutant was seen"), out::toString);
        assertFalse(out.toString().contains("irq-read-write"), out::toString);
    }

    @Test
    void completion_knowsQuestionsAndVariants() {
        assertEquals(0, run("completion", "bash"));
        assertTrue(out.toString().contains("core-lock"), out::toString);
        assertTrue(out.toString().contains("fence-in-slot"), out::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "ask xchgg,                    Did you mean xchg",
        "ask xchg --variant v3,        Did you mean v2",
        "ask xchg --budget soon,       --budget",
        "ask xchg --format pdf,        --format",
        "ask xchg --bench /nowhere,    --bench",
    })
    void badArgument_isUsageErrorWithHelp(String line, String message) {
        assertEquals(2, run(line.split(" ")));
        assertTrue(err.toString().contains(message), err::toString);
    }

    @Test
    void questions_giveWordsCodeAndVerdict() {
        assertEquals(0, run("questions"), err::toString);
        for (Question question : Questions.all()) {
            assertTrue(out.toString().contains(question.id() + " ("), question.id());
            assertTrue(out.toString().contains(question.words()), question.id());
        }
        assertEquals(
                Questions.all().size(),
                out.toString()
                        .lines()
                        .filter(line -> line.startsWith("  as posted: "))
                        .count());
    }

    @Test
    void variants_giveIdOriginAndDifference() {
        assertEquals(0, run("variants"));
        for (Variant variant : Variants.all()) {
            assertTrue(out.toString().contains(variant.difference()), variant.id());
        }
        assertFalse(out.toString().contains("null"));
    }
}
