// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    @Test
    void help_namesEveryExitCode() {
        assertEquals(0, run("--help"));
        for (ExitCode code : ExitCode.values()) {
            assertTrue(
                    out.toString().lines().anyMatch(line -> line.startsWith("  " + code.value() + " ")), out::toString);
        }
    }

    @Test
    void help_everyExample_fitsItsLine() {
        assertExamplesFit(Main.commandLine());
    }

    private static void assertExamplesFit(CommandLine command) {
        for (String example : command.getCommandSpec().usageMessage().footer()) {
            assertTrue(
                    example.length() < 80,
                    () -> command.getCommandSpec().qualifiedName() + " --help wraps: " + example);
        }
        command.getSubcommands().values().forEach(MainTest::assertExamplesFit);
    }

    /** Left to the JVM it would end with 1, which means that something may not happen and did. */
    @Test
    void execute_error_isInfrastructure() {
        CommandLine command = new CommandLine(CommandLine.Model.CommandSpec.wrapWithoutInspection((Runnable) () -> {
                    throw new OutOfMemoryError("made up");
                }))
                .setErr(new PrintWriter(err, true));
        assertEquals(ExitCode.INFRASTRUCTURE.value(), Main.execute(command));
        assertTrue(err.toString().contains("RACY_JAVA_OPTS"), err::toString);
    }

    @Test
    void noCommand_showsHelp() {
        assertEquals(0, run());
        assertTrue(out.toString().contains("racy stress --list"), out::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "--test,    (",
        "--budget,  3x",
        "--budget,  0s",
        "--budget,  ''",
        "--hits,    many",
        "--format,  yaml",
        "--replay,  nowhere",
        "--test,    NoSuchTestAnywhere",
    })
    void stress_badValue_isUsageErrorNamingTheOption(String option, String value) {
        assertEquals(2, run("stress", option, value));
        assertTrue(err.toString().contains(option), err::toString);
    }

    @Test
    void stress_unknownTest_suggestsNearest() {
        assertEquals(2, run("stress", "-t", "XchgXhcg"));
        assertTrue(err.toString().contains("Did you mean XchgXchg"), err::toString);
    }

    @Test
    void unknownCommand_suggestsNearest() {
        assertEquals(2, run("stres"));
        assertTrue(err.toString().contains("stress"), err::toString);
    }

    @Test
    void stress_list_namesTestsAndQuestions() {
        assertEquals(0, run("stress", "--list", "-t", "ClaimStress.XchgXchg"));
        assertTrue(out.toString().matches("(?s)ClaimStress\\.XchgXchg +SAFE +IDEA +xchg, pm-put\\R"), out::toString);
    }

    @Test
    void stress_replayOfNothing_isInfrastructure(@TempDir Path directory) {
        assertEquals(3, run("stress", "--replay", directory + ":1"));
        assertTrue(err.toString().contains(directory.toString()), err::toString);
    }

    @Test
    void stress_unwritableDirectory_isInfrastructure(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertEquals(
                3,
                run("stress", "-t", "ClaimStress", "--out", file.resolve("run").toString()));
        assertTrue(err.toString().contains(file.toString()), err::toString);
    }

    @Test
    void completion_coversCommandsAndOptions() {
        assertEquals(0, run("completion", "bash"));
        assertTrue(out.toString().contains("--budget"));
    }
}
