// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExploreCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void seededRace_isReachable_andTheFixIsNot() {
        assertEquals(0, run("explore", "-t", "ClaimStress.(ReadThenWriteIrq|XchgXchg)$", "--witness", "all"));
        String text = out.toString();
        String racy = text.substring(0, text.indexOf("racy.stress.ClaimStress.XchgXchg"));
        assertTrue(racy.contains("exhaustive under SC"), text);
        assertTrue(racy.matches("(?s).*reachable   1, 1 +ACCEPTABLE_INTERESTING.*"), text);
        assertTrue(racy.contains("A way to 1, 1:"), text);
        assertTrue(racy.matches("(?s).*reads \\w+ = .* {2}\\w+\\.java:\\d+\n.*"), text);
        assertTrue(racy.lines().filter(line -> line.startsWith("    ")).allMatch(line -> line.length() <= 100), text);
        String fixed = text.substring(racy.length());
        assertTrue(fixed.matches("(?s).*unreachable 1, 1 +FORBIDDEN.*"), text);
        assertTrue(text.contains("2 tests under SC"), text);
    }

    @Test
    void whatWasNotLookedAt_isNamed_andTheRunGoesOn() throws IOException {
        int code = run(
                "explore",
                "-t",
                "(FenceStress.SignalSignal|ClaimStress.XchgXchg)$",
                "--states",
                "500",
                "--format",
                "json");
        assertEquals(ExitCode.COVERAGE.value(), code);
        JsonNode tests = new ObjectMapper().readTree(out.toString());
        assertEquals(2, tests.size(), out::toString);
        assertTrue(tests.get(0).required("exhaustive").asBoolean(), out::toString);
        JsonNode cut = tests.get(1);
        assertFalse(cut.path("exhaustive").asBoolean(), out::toString);
        assertTrue(
                cut.required("outOfModel").isTextual() || cut.required("gaveUp").isTextual(), out::toString);
    }

    @Test
    void limitOfStates_saysThatItGaveUp() {
        assertEquals(ExitCode.COVERAGE.value(), run("explore", "-t", "ClaimStress.XchgXchg$", "--states", "2"));
        assertTrue(out.toString().contains("GAVE UP, the limit of states is reached"), out::toString);
        assertFalse(out.toString().contains("unreachable"), out::toString);
    }

    @Test
    void list_namesTheTests() {
        assertEquals(0, run("explore", "--list", "-t", "ClaimStress.XchgXchg$"));
        assertEquals("racy.stress.ClaimStress.XchgXchg", out.toString().strip());
    }

    @Test
    void unknownTestOrJar_isRefusedByName(@TempDir Path folder) throws IOException {
        assertEquals(2, run("explore", "-t", "NoSuch"));
        assertTrue(err.toString().contains("--test: no test matches 'NoSuch'"), err::toString);
        assertEquals(2, run("explore", "--jar", folder.resolve("none.jar").toString()));
        assertTrue(err.toString().contains("none.jar cannot be read"), err::toString);
        // Neither a file nor a folder: reading it may never end.
        assertEquals(2, run("explore", "--jar", "/dev/null"));
        assertTrue(err.toString().contains("/dev/null is no jar"), err::toString);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(2, run("explore", "--jar", empty.toString()));
        assertTrue(err.toString().contains("no JCStress test is listed there"), err::toString);
        Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
        assertEquals(2, run("explore", "--jar", text.toString()));
        assertTrue(err.toString().contains("text.jar is no jar"), err::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JCTEST", "JCTESTx", "garbage", "JCTEST9S1", "JCTEST99999999999S1"})
    void listThatIsNotUnderstood_isNamedWithItsLine(String line, @TempDir Path folder) throws IOException {
        Files.createDirectory(folder.resolve("META-INF"));
        Files.writeString(folder.resolve("META-INF/TestList"), "JCTEST1Sa1Sb\n\n" + line + "\n");
        assertEquals(ExitCode.INFRASTRUCTURE.value(), run("explore", "--list", "--jar", folder.toString()));
        assertTrue(err.toString().contains("line 3 is no line of JCStress: " + line), err::toString);
    }
}
