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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        String racy = text.substring(0, text.indexOf("racy.stress.ClaimStress.XchgXchg: as graded"));
        assertTrue(racy.contains("  exhaustive under SC; 3 executions, "), text);
        assertTrue(
                racy.contains("  Observation ClaimStress.ReadThenWriteIrq[1, 1] Sometimes 1 2\n"
                        + "    ACCEPTABLE_INTERESTING: Both own it"),
                text);
        assertTrue(racy.contains("A way to 1, 1:"), text);
        assertTrue(racy.matches("(?s).*reads \\w+ = .* {2}\\w+\\.java:\\d+\n.*"), text);
        assertTrue(
                racy.lines()
                        .filter(line -> line.startsWith("    ") && !line.startsWith("    ./racy"))
                        .allMatch(line -> line.length() <= 100),
                text);
        String fixed = text.substring(racy.length());
        assertTrue(
                fixed.contains("  Observation ClaimStress.XchgXchg[1, 1] Never 0 2\n    FORBIDDEN: Both own it."),
                text);
        assertTrue(text.matches("(?s).*\nClaimStress.XchgXchg +as graded +2 +\\d+ +\\d+\\.\\d\\d\n.*"), text);
        assertTrue(text.contains("2 tests under SC"), text);
    }

    /** Each outcome is printed with the command that shows it again. */
    @Test
    void replay_ofWhatIsPrinted_givesTheSameWitness() {
        for (String model : new String[] {"sc", "tso", "jam"}) {
            out.getBuffer().setLength(0);
            assertEquals(
                    0, run("explore", "-t", "ClaimStress.ReadThenWriteIrq$", "--witness", "all", "--model", model));
            String text = out.toString();
            Matcher printed = Pattern.compile("Observation \\S+\\[(.*?)] .*\n.*\n(?:    [^.].*\n)?"
                            + "    \\./racy explore -t '(\\S+)' --replay '(\\S+)'")
                    .matcher(text);
            int replayed = 0;
            while (printed.find()) {
                out.getBuffer().setLength(0);
                assertEquals(0, run("explore", "-t", printed.group(2), "--replay", printed.group(3)));
                String witness = out.toString();
                String begin = "  A way to " + printed.group(1) + ":";
                String table =
                        witness.substring(witness.indexOf(begin), witness.indexOf("\n\n", witness.indexOf(begin)));
                assertTrue(text.contains(table), () -> witness + "\nis not in\n" + text);
                assertTrue(witness.contains("\n" + printed.group(1) + " is ACCEPTABLE"), witness);
                replayed++;
            }
            assertEquals(3, replayed, text);
        }
    }

    @Test
    void replay_asData_hasTheWitness() throws IOException {
        assertEquals(0, run("explore", "-t", "ClaimStress.XchgXchg$", "--format", "json"));
        JsonNode first = new ObjectMapper()
                .readTree(out.toString())
                .get(0)
                .required("outcomes")
                .get(0);
        out.getBuffer().setLength(0);
        String schedule = first.required("schedule").asText();
        assertEquals(0, run("explore", "-t", "ClaimStress.XchgXchg$", "--replay", schedule, "--format", "json"));
        JsonNode replay = new ObjectMapper().readTree(out.toString());
        assertEquals(first.required("outcome"), replay.required("outcome"));
        assertEquals(first.required("witness"), replay.required("witness"));
    }

    @Test
    void replay_thatDoesNotFit_namesTheStep() {
        assertEquals(2, run("explore", "-t", "ClaimStress.XchgXchg$", "--replay", "sc:free=1:0000"));
        assertTrue(
                err.toString().contains("--replay: step 1 of the schedule does not fit: there is no actor free"),
                err::toString);
        assertEquals(2, run("explore", "-t", "ClaimStress.XchgXchg$", "--model", "tso", "--replay", "sc:free=1:0000"));
        assertTrue(err.toString().contains("it is of SC, and this is TSO"), err::toString);
        assertEquals(2, run("explore", "-t", "ClaimStress", "--replay", "sc:free=1:0000"));
        assertTrue(err.toString().contains("--replay is for one test, and -t chooses 21"), err::toString);
    }

    @Test
    void whatWasNotLookedAt_isNamed_andTheRunGoesOn() throws IOException {
        int code = run(
                "explore",
                "-t",
                "(FenceStress.SignalSignal|ClaimStress.XchgXchg)$",
                "--bound",
                "states=500",
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
    void bound_hit_saysThatItGaveUp() {
        assertEquals(ExitCode.COVERAGE.value(), run("explore", "-t", "ClaimStress.XchgXchg$", "--bound", "states=2"));
        assertTrue(out.toString().contains("GAVE UP under SC: the bound states=2 was hit"), out::toString);
        assertTrue(out.toString().contains("So a \"Never\" means: not yet."), out::toString);
        assertFalse(out.toString().contains("exhaustive"), out::toString);
    }

    @Test
    void preemptions_bounded_areNamedAndNeverExhaustive() {
        assertEquals(0, run("explore", "-t", "ClaimStress.ReadThenWriteIrq$", "--bound", "preemptions=0"));
        assertTrue(out.toString().contains("complete within 0 preemptions under SC; 2 executions"), out::toString);
        assertTrue(out.toString().contains("ReadThenWriteIrq[1, 1] Never 0 2"), out::toString);
        assertFalse(out.toString().contains("exhaustive"), out::toString);
    }

    @Test
    void bound_wrong_isRefusedByName() {
        assertEquals(2, run("explore", "--bound", "preemptions=1", "--model", "jam"));
        assertTrue(err.toString().contains("--bound: "), err::toString);
        assertEquals(2, run("explore", "--bound", "speed=1"));
        assertTrue(err.toString().contains("'--bound': there is no bound 'speed'"), err::toString);
    }

    @Test
    void help_saysWhatTheNumbersAreAndWhatThereIsNot() {
        assertEquals(0, run("explore", "--help"));
        String help = out.toString().replaceAll("\\s+", " ");
        assertTrue(help.contains("these numbers are no likelihoods"), help);
        assertTrue(help.contains("There are no spurious wake-ups"), help);
        assertTrue(help.contains("a weak compare-and-set does not fail spuriously"), help);
        assertTrue(help.contains("the static fields hold what the initialisers gave them"), help);
        assertTrue(help.contains("Default: " + racy.explore.Bounds.DEFAULTS), help);
    }

    @Test
    void html_isOnePageWithEachWitness() {
        assertEquals(0, run("explore", "-t", "ClaimStress.ReadThenWriteIrq$", "--format", "html"));
        String page = out.toString();
        assertTrue(page.startsWith("<!doctype html>"), page);
        assertEquals(3, page.split("<table class=\"schedule\">", -1).length - 1, page);
        assertTrue(page.contains("--replay 'sc:irq="), page);
        assertTrue(page.strip().endsWith("</html>"), page);
    }

    @Test
    void junit_isXmlForABuild() {
        assertEquals(
                ExitCode.COVERAGE.value(),
                run("explore", "-t", "ClaimStress.X", "--bound", "states=9", "--format", "junit"));
        String xml = out.toString();
        assertTrue(xml.startsWith("<?xml"), xml);
        assertTrue(xml.contains("<testsuite name=\"racy.explore.SC\" tests=\"2\" failures=\"0\" errors=\"1\""), xml);
        assertTrue(xml.contains("the bound states=9 was hit"), xml);
    }

    @Test
    void replay_asAPage_isRefused() {
        for (String format : new String[] {"html", "junit"}) {
            assertEquals(2, run("explore", "-t", "XchgXchg$", "--replay", "sc:irq=1:0000", "--format", format));
            assertTrue(err.toString().contains("--format " + format + " is for all outcomes"), err::toString);
        }
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
