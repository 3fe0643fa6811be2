// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;

/** A bundle that is broken, truncated, foreign or made to do harm: it is refused, and the history stays as it was. */
class BrokenBundleTest {
    private static final String LEDGER = "parts/s1-jdk17/stress/forks.jsonl";
    private static final String TESTS = "parts/s1-jdk17/stress/manifest.json";
    private static final String SCRIPTS = "parts/s1-jdk17/evidence/script.jsonl";
    private static final String BENCH = "parts/s1-jdk17/bench.json";
    private static final String PART = "parts/s1-jdk17/part.json";
    private static final String SEAL = "seal.json";
    private static final String MANIFEST = "bundle.json";

    @TempDir
    static Path shared;

    private static SqlHistory history;
    private static Map<String, Object> before;

    @TempDir
    Path folder;

    private Path bundle;

    @BeforeAll
    static void importOneNight() throws Exception {
        history = SqlHistory.open(shared.resolve("history.db").toString());
        history.importBundle(SmallNight.measured(1).write(shared));
        before = HistoryContract.everything(history);
    }

    @AfterAll
    static void close() {
        history.close();
    }

    @BeforeEach
    void writeAnother() throws Exception {
        bundle = SmallNight.measured(2).write(folder);
    }

    private String refused() {
        BundleException refused = assertThrows(BundleException.class, () -> history.importBundle(bundle));
        String message = refused.getMessage();
        assertTrue(
                message.codePoints().noneMatch(Character::isISOControl), "one line that a terminal prints: " + message);
        return message;
    }

    private void assertRefused(String... words) {
        String message = refused();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    private void assertNothingImported() {
        assertEquals(before, HistoryContract.everything(history));
    }

    /** Replaces text in a file, and seals the bundle anew: whoever made it can do that. */
    private void forge(String file, String text, String replacement) throws Exception {
        String old = read(file);
        assertTrue(old.contains(text), old);
        write(file, old.replace(text, replacement));
        reseal(file);
    }

    private void reseal(String file) throws Exception {
        if (!file.equals(SEAL)) {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode seal = (ObjectNode) mapper.readTree(read(SEAL));
            ((ObjectNode) seal.get("files")).put(file, BundleFiles.digest(bundle.resolve(file)));
            write(SEAL, mapper.writeValueAsString(seal));
        }
    }

    private String read(String file) throws IOException {
        return Files.readString(bundle.resolve(file));
    }

    private void write(String file, String text) throws IOException {
        Files.write(bundle.resolve(file), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void unbroken_isImported() throws Exception {
        forge(LEDGER, "irq C1", "irq C2");
        try (SqlHistory other = SqlHistory.open(folder.resolve("history.db").toString())) {
            assertTrue(other.importBundle(bundle).isNew());
        }
    }

    @Test
    void anyFile_truncated_refused() throws Exception {
        for (String file : List.of(MANIFEST, SEAL, PART, TESTS, LEDGER, SCRIPTS, BENCH)) {
            byte[] whole = Files.readAllBytes(bundle.resolve(file));
            for (int length = 0; length < whole.length; length += Math.max(1, whole.length / 25)) {
                Files.write(bundle.resolve(file), Arrays.copyOf(whole, length));
                refused();
            }
            Files.write(bundle.resolve(file), whole);
        }
        assertNothingImported();
    }

    @Test
    void ledger_truncatedAndSealedAnew_refusedByLineUnlessWholeLinesAreGone() throws Exception {
        String whole = read(LEDGER);
        int refused = 0;
        for (int length = 1; length < whole.length() - 1; length += 97) {
            if (whole.charAt(length - 1) != '\n' && whole.charAt(length) != '\n') {
                write(LEDGER, whole.substring(0, length));
                reseal(LEDGER);
                long line = whole.substring(0, length).lines().count();
                assertRefused("forks.jsonl:" + line + ":");
                refused++;
            }
        }
        assertTrue(refused > 10);
        assertNothingImported();
    }

    @Test
    void anyFile_byteFlipped_refused() throws Exception {
        List<String> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(bundle)) {
            walk.filter(Files::isRegularFile)
                    .forEach(file -> files.add(bundle.relativize(file).toString()));
        }
        assertEquals(18, files.size());
        for (String file : files) {
            byte[] whole = Files.readAllBytes(bundle.resolve(file));
            for (int at = 0; at < whole.length; at += Math.max(1, whole.length / 10)) {
                byte[] flipped = whole.clone();
                flipped[at] ^= 0x10;
                Files.write(bundle.resolve(file), flipped);
                refused();
            }
            Files.write(bundle.resolve(file), whole);
        }
        assertNothingImported();
    }

    @ParameterizedTest
    @ValueSource(strings = {MANIFEST, SEAL, PART, TESTS, LEDGER, SCRIPTS, "parts/s1-jdk25/bench-confirm.json"})
    void file_missing_refusedByName(String file) throws Exception {
        Files.delete(bundle.resolve(file));
        assertRefused(file.equals(SEAL) ? "./racy nightly --resume --out " + bundle : file);
        assertNothingImported();
    }

    @ParameterizedTest
    @ValueSource(strings = {"extra.txt", "parts/s1-jdk17/more.json", "parts/s9-jdk17/part.json", ".hidden"})
    void file_added_refusedByName(String file) throws Exception {
        Files.createDirectories(bundle.resolve(file).getParent());
        Files.writeString(bundle.resolve(file), "{}");
        assertRefused(file);
        assertNothingImported();
    }

    @Test
    void link_anywhere_refusedAndNotFollowed() throws Exception {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "root:x:0:0");
        Files.createSymbolicLink(bundle.resolve("parts/s1-jdk17/link"), secret);
        assertFalse(refused().contains("root:x"));
        Files.delete(bundle.resolve("parts/s1-jdk17/link"));

        Path ledger = bundle.resolve(LEDGER);
        Files.move(ledger, folder.resolve("forks.jsonl"));
        Files.createSymbolicLink(ledger, folder.resolve("forks.jsonl"));
        assertRefused("forks.jsonl", "regular file");
        Files.delete(ledger);
        Files.move(folder.resolve("forks.jsonl"), ledger);

        Path part = bundle.resolve("parts/s1-jdk25");
        Files.move(part, folder.resolve("part"));
        Files.createSymbolicLink(part, folder.resolve("part"));
        assertRefused("s1-jdk25");
        assertNothingImported();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            bundle.json | "version" : 2                 | "version" : 3                     | version 3
            bundle.json | "version" : 2                 | "version" : 99999999999999999999  | bundle.json:2
            bundle.json | "night-2"                     | "../x"                            | ../x
            bundle.json | "night-2"                     | "/etc/x"                          | /etc/x
            bundle.json | "night-2"                     | "night\\u0000"                    | cannot name a night
            bundle.json | "night-2"                     | "\\u001b[31mred"                  | cannot name a night
            bundle.json | "night-2"                     | ""                                | cannot name a night
            bundle.json | "night-2"                     | null                              | bundle.json:3
            bundle.json | "night-2"                     | ["night-2"]                       | bundle.json:3
            bundle.json | "2026-01-03T22:00:00Z"        | "yesterday"                       | yesterday
            bundle.json | "2026-01-03T22:00:00Z"        | "+1000000000-12-31T23:59:59Z"     | no time
            bundle.json | "shards" : 1                  | "shards" : 0                      | number of shards
            bundle.json | "shards" : 1                  | "shards" : 1e9                    | not the plan's 1
            bundle.json | "shards" : 1                  | "shards" : 4                      | not the plan's 1
            bundle.json | "MEASURED"                    | "INVENTED"                        | INVENTED
            bundle.json | "budgetMillis" : 60000        | "budgetMillis" : -1               | budget
            bundle.json | "budgetMillis" : 60000        | "budgetMillis" : 1, "more" : 1    | more
            bundle.json | "budgetMillis" : 60000        | "budgetMillis" : 1, "seed" : 1    | Duplicate
            seal.json   | "version" : 2                 | "version" : 3                     | version
            seal.json   | "state" : "PARTIAL"           | "state" : "GREEN"                 | GREEN
            seal.json   | "missing" : [ ]               | "missing" : [ 7 ]                 | 7
            seal.json   | "missing" : [ ]               | "missing" : [ 1 ]                 | called missing
            seal.json   | "missing" : [ ]               | "missing" : null                  | seal.json:5
            seal.json   | "bundle.json" :               | "../bundle.json" :                | ../bundle.json
            seal.json   | "bundle.json" :               | "/etc/passwd" :                   | /etc/passwd
            seal.json   | "bundle.json" :               | "a/../../b" :                     | a/../../b
            seal.json   | "bundle.json" :               | "a\\\\b" :                        | no file of a bundle
            seal.json   | "bundle.json" :               | "a\\u001b[31mb" :                 | no file of a bundle
            parts/s1-jdk17/part.json | "jdk" : "17"     | "jdk" : "../../x"                 | cannot label a JDK
            parts/s1-jdk17/part.json | "jdk" : "17"     | "jdk" : "25"                      | s1-jdk25
            parts/s1-jdk17/part.json | "shard" : 1      | "shard" : 2                       | shard
            parts/s1-jdk17/part.json | "environment" : {| "environment" : { "a" : null,     | part.json
            parts/s1-jdk17/stress/manifest.json | "version" : 1 | "version" : 2            | version 1
            parts/s1-jdk17/stress/manifest.json | XchgXchg | ReadThenWrite                  | twice
            parts/s1-jdk17/stress/manifest.json | DOUBLE_CLAIM | NO_SUCH                    | manifest.json
            parts/s1-jdk17/stress/forks.jsonl | "fork":2 | "fork":0                        | forks.jsonl:3:
            parts/s1-jdk17/stress/forks.jsonl | ReadThenWrite","fork":0 | Other","fork":0   | forks.jsonl:1:
            parts/s1-jdk17/stress/forks.jsonl | "count":90 | "count":-90                    | forks.jsonl:1:
            parts/s1-jdk17/stress/forks.jsonl | "count":90 | "count":91                     | forks.jsonl:1:
            parts/s1-jdk17/stress/forks.jsonl | "count":90 | "count":9223372036854775807    | forks.jsonl:1:
            parts/s1-jdk17/stress/forks.jsonl | "count":90 | "count":1e400                  | forks.jsonl:1:
            parts/s1-jdk17/stress/forks.jsonl | "count":90, | ``                            | forks.jsonl:1:
            parts/s1-jdk17/stress/forks.jsonl | "count":90 | "count":null                   | forks.jsonl:1:
            parts/s1-jdk17/stress/forks.jsonl | "samples":49 | "samples":400                | forks.jsonl:1:
            parts/s1-jdk17/stress/forks.jsonl | "samples":102 | "samples":10                | forks.jsonl:3:
            parts/s1-jdk17/stress/forks.jsonl | "id":"1, 0" | "id":"0, 1"                   | forks.jsonl:1:
            parts/s1-jdk17/stress/forks.jsonl | "status":"VM_ERROR" | "status":"FINE"       | forks.jsonl:2:
            parts/s1-jdk17/stress/forks.jsonl | "status":"VM_ERROR" | "status":null         | forks.jsonl:2:
            parts/s1-jdk17/stress/forks.jsonl | "status":"VM_ERROR" | "status":0            | forks.jsonl:2:
            parts/s1-jdk17/stress/forks.jsonl | "wallMillis":500 | "wallMillis":-500        | forks.jsonl:2:
            parts/s1-jdk17/stress/forks.jsonl | "wallMillis":500 | "wallMillis":9223372036854775807 | forks.jsonl:2:
            parts/s1-jdk17/stress/forks.jsonl | "compile":"irq C1, reset C2" | "compile":null | forks.jsonl:1:
            parts/s1-jdk17/stress/forks.jsonl | "messages":[] | "messages":[null]           | forks.jsonl:1:
            parts/s1-jdk17/evidence/script.jsonl | "hits":1     | "hits":2                          | script.jsonl:1:
            parts/s1-jdk17/evidence/script.jsonl | "hits":0     | "hits":-1                         | script.jsonl:2:
            parts/s1-jdk17/evidence/script.jsonl | "seconds":0.25 | "seconds":-1                    | script.jsonl:1:
            parts/s1-jdk17/evidence/script.jsonl | "seconds":0.25 | "seconds":"NaN"                 | script.jsonl:1:
            parts/s1-jdk17/evidence/script.jsonl | ["xchg"]     | null                              | script.jsonl:1:
            parts/s1-jdk17/bench.json | "score": 12.475 | "score": "NaN"                    | no score
            parts/s1-jdk17/bench.json | "score": 12.475 | "score": 1e999                    | no score
            parts/s1-jdk17/bench.json | "score": 12.475 | "score": "many"                   | not a number
            parts/s1-jdk17/bench.json | [[12.0, 12.5]   | [[]                               | no mean
            parts/s1-jdk17/bench.json | racy.bench.FenceBenchmark.signal | signal           | not a benchmark
            parts/s1-jdk17/bench.json | "ns/op"         | 7                                 | no text
            """)
    void content_thatCannotBe_refusedByFileAndLine(String file, String text, String replacement, String word)
            throws Exception {
        forge(file, text, replacement);
        String message = refused();
        assertTrue(message.contains(word), message);
        assertTrue(message.contains(bundle.toString()), message);
        assertNothingImported();
    }

    /** JSON deeper than a stack among them. */
    @Test
    void anyFile_otherJson_refusedByName() throws Exception {
        for (String file : List.of(MANIFEST, SEAL, PART, TESTS, LEDGER, SCRIPTS, BENCH)) {
            String whole = read(file);
            for (String other : List.of("null", "null\n", "7", "\"\"", "{}", "[{}]", "[".repeat(200_000))) {
                write(file, other);
                reseal(file);
                assertRefused(file.substring(file.lastIndexOf('/') + 1));
            }
            write(file, whole);
            reseal(file);
        }
        assertNothingImported();
    }

    @Test
    void directory_thatIsNoBundle_refused() throws Exception {
        for (Path other : List.of(folder, folder.resolve("nowhere"), shared.resolve("history.db"))) {
            BundleException refused = assertThrows(BundleException.class, () -> history.importBundle(other));
            assertTrue(refused.getMessage().contains(other + " is no bundle"), refused::getMessage);
        }
        assertNothingImported();
    }
}
