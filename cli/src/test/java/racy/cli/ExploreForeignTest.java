// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of other people, among them such as nobody should write: each is told of, and the run goes on. */
class ExploreForeignTest {
    private static final String ONE = "@Actor public void one(I_Result r) { r.r1 = 1; }";
    private static final String SECOND = " @Actor public void two() { x = 2; }";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private static Path folder;

    private static Path hostile;
    private static JsonNode explored;
    private static int code;

    private int run(String... args) {
        return run(out, err, args);
    }

    private static int run(StringWriter out, StringWriter err, String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @BeforeAll
    static void explore() throws IOException {
        ForeignJar jar = new ForeignJar(folder)
                .test("Fine", "int x; " + ONE + SECOND)
                .test("Throws", "int x; @Actor public void one(I_Result r) { r.r1 = 2 / x; }" + SECOND)
                .test("NeverEnds", "int x; @Actor public void one(I_Result r) { while (true) { x++; } }" + SECOND)
                .test("WaitsForEver", "int x; @Actor public void one(I_Result r) { while (x != 3) { } }" + SECOND)
                .test("LoopsAlone", "int x; @Actor public void one(I_Result r) { for (int i = 0; ; i++) { } }" + SECOND)
                .test("Prints", "int x; @Actor public void one(I_Result r) { System.out.println(1); }" + SECOND)
                .test("Starts", "int x; @Actor public void one(I_Result r) { new Thread(this::two).start(); }" + SECOND)
                .test("Exits", "int x; @Actor public void one(I_Result r) { System.exit(1); }" + SECOND)
                .test("ExitsEarly", "int x; static { System.exit(1); } " + ONE + SECOND)
                .test("Explodes", explosion())
                .test(
                        "Unverified",
                        "int x; @Actor public void one(I_Result r) { r.r1 = give(); } int give() { return 7; }")
                .listed("Gone")
                .listed("NoTest")
                .source("public class NoTest {}")
                .listed("Garbage")
                .file("other/Garbage.class", new byte[] {1, 2, 3});
        // bipush 7, ireturn becomes aconst_null, nop, ireturn.
        jar.file("other/Unverified.class", replaced(jar.compiled("Unverified"), new byte[] {0x10, 7, (byte) 0xac}));
        hostile = jar.write("hostile");
        StringWriter json = new StringWriter();
        String[] command = {
            "explore", "--jar", hostile.toString(), "--format", "json", "--bound", "states=3000,time=20s"
        };
        code = run(json, new StringWriter(), command);
        explored = new ObjectMapper().readTree(json.toString());
    }

    private static String explosion() {
        StringBuilder members = new StringBuilder("int[] x = new int[60]; ");
        for (int actor = 0; actor < 6; actor++) {
            members.append("@Actor public void a").append(actor).append("(I_Result r) { ");
            for (int i = 0; i < 10; i++) {
                members.append("x[").append(10 * actor + i).append("] = 1; ");
            }
            members.append(actor == 0 ? "r.r1 = 1; } " : "} ");
        }
        return members.toString();
    }

    private static byte[] replaced(byte[] classFile, byte[] code) {
        byte[] changed = classFile.clone();
        for (int i = 0; i + code.length <= changed.length; i++) {
            if (java.util.Arrays.equals(changed, i, i + code.length, code, 0, code.length)) {
                changed[i] = 1;
                changed[i + 1] = 0;
                return changed;
            }
        }
        throw new AssertionError("javac compiles it otherwise");
    }

    private static JsonNode test(String name) {
        for (JsonNode each : explored) {
            if (each.required("test").asText().equals("other." + name)) {
                return each;
            }
        }
        throw new AssertionError(name + " is missing in " + explored);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    LoopsAlone | a step of one does not end, used by other.LoopsAlone.one (LoopsAlone.java:1)
                    Prints     | the static field java.lang.System.out, used by other.Prints.one (Prints.java:1)
                    Starts     | java.lang.Thread.<init>, used by other.Starts.one (Starts.java:1)
                    Exits      | java.lang.System.exit, used by other.Exits.one (Exits.java:1)
                    ExitsEarly | java.lang.System.exit, used by other.ExitsEarly.<clinit> (ExitsEarly.java:1)
                    Unverified | class other.Unverified does not verify: Bad type on operand stack
                    Gone       | class other.Gone is not on the class path
                    NoTest     | other.NoTest has no method with @Actor
                    Garbage    | class other.Garbage cannot be read
                    """)
    void test_thatCannotBeLookedAt_isOutOfModelAndSaysWhy(String name, String why) {
        assertEquals("OUT_OF_MODEL", test(name).required("verdict").asText());
        String said = test(name).required("outOfModel").asText();
        assertTrue(said.startsWith(why), said);
    }

    @Test
    void actor_thatThrows_isAnOutcomeThatNobodyGraded() {
        assertEquals("UNGRADED_REACHABLE", test("Throws").required("verdict").asText());
        String outcomes = test("Throws").required("outcomes").toString();
        assertTrue(outcomes.contains("EXCEPTION java.lang.ArithmeticException"), outcomes);
    }

    @Test
    void actor_thatWaitsForEver_isStale() {
        assertEquals(
                "UNGRADED_REACHABLE", test("WaitsForEver").required("verdict").asText());
        String outcomes = test("WaitsForEver").required("outcomes").toString();
        assertTrue(outcomes.contains("\"STALE\""), outcomes);
    }

    @ParameterizedTest
    @CsvSource({"NeverEnds", "Explodes"})
    void states_withoutEnd_giveUpAtTheBound(String name) {
        assertEquals("GAVE_UP", test(name).required("verdict").asText());
        assertEquals(
                "the bound states=3000 was hit", test(name).required("gaveUp").asText());
        assertFalse(test(name).required("exhaustive").asBoolean());
    }

    @Test
    void run_goesOn_andIsNotGreen() {
        assertEquals(14, explored.size());
        assertEquals("AS_GRADED", test("Fine").required("verdict").asText());
        assertTrue(test("Fine").required("exhaustive").asBoolean());
        assertEquals(ExitCode.FORBIDDEN.value(), code);
    }

    @Test
    void text_ofTheWholeJar_endsWithATable() {
        assertEquals(
                ExitCode.COVERAGE.value(), run("explore", "--jar", hostile.toString(), "-t", "Fine|Exits$|Prints"));
        String text = out.toString();
        assertTrue(text.matches("(?s).*\nFine +as graded +1 +\\d+ +\\d+\\.\\d\\d\n.*"), text);
        assertTrue(text.matches("(?s).*\nExits +out of model +- +- +-\n.*"), text);
        assertTrue(
                text.contains("Out of model:\n  other.Exits\n    java.lang.System.exit, used by other.Exits.one"),
                text);
        assertTrue(
                text.contains("1 looked at in full, 0 given up, 2 out of model; 0 reach what they should not"), text);
    }

    /** None of the tests was looked at, so nothing is green. */
    @Test
    void tests_allOutOfModel_areNotGreen() {
        assertEquals(ExitCode.COVERAGE.value(), run("explore", "--jar", hostile.toString(), "-t", "Exits|Starts"));
    }

    @Test
    void classpath_hasWhatTheTestsNeedAndNoTests() throws IOException {
        Path library = new ForeignJar(folder)
                .source("public class Counter { int x; public void increment() { x++; } }")
                .test("NotAsked", "int x; " + ONE)
                .write("library");
        String members = "Counter c = new Counter(); @Actor public void one() { c.increment(); }"
                + " @Actor public void two() { c.increment(); }"
                + " @Arbiter public void look(I_Result r) { r.r1 = c.x - 1; }";
        Path tests =
                new ForeignJar(folder).library(library).test("Counts", members).write("tests");
        out.getBuffer().setLength(0);
        assertEquals(ExitCode.COVERAGE.value(), run("explore", "--jar", tests.toString()));
        assertTrue(out.toString().contains("class other.Counter is not on the class path"), out::toString);
        for (String entry : new String[] {library.toString(), folder + File.separator + "*"}) {
            out.getBuffer().setLength(0);
            assertEquals(ExitCode.FORBIDDEN.value(), run("explore", "--jar", tests.toString(), "--classpath", entry));
            String text = out.toString();
            assertTrue(text.contains("other.Counts: reaches what it forbids"), text);
            assertFalse(text.contains("NotAsked"), text);
            assertTrue(text.contains("./racy explore --jar " + tests + " --classpath"), text);
        }
    }

    @Test
    void classpath_wrong_isRefused() throws IOException {
        assertEquals(2, run("explore", "--classpath", hostile.toString()));
        assertTrue(err.toString().contains("--classpath: there is no --jar"), err::toString);
        Path missing = folder.resolve("missing.jar");
        assertEquals(2, run("explore", "--jar", hostile.toString(), "--classpath", missing.toString()));
        assertTrue(err.toString().contains("--classpath: " + missing + " cannot be read"), err::toString);
        Path text = Files.writeString(folder.resolve("no.jar.txt"), "no jar");
        assertEquals(2, run("explore", "--jar", hostile.toString(), "--classpath", text.toString()));
        assertTrue(err.toString().contains(text + " is no jar"), err::toString);
        assertEquals(2, run("explore", "--jar", hostile.toString(), "--classpath", missing + File.separator + "*"));
        assertTrue(err.toString().contains(missing + " cannot be read"), err::toString);
    }
}
