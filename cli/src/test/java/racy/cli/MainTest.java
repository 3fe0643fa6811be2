// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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

    /** Each of these only prints, so that all of it is lost. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--help",
                "--version",
                "help ask",
                "ask --help",
                "completion bash",
                "completion zsh",
                "questions",
                "variants",
                "glossary",
                "glossary --format markdown",
                "stress --list",
                "stress --list --format json",
                "bench --list",
                "history",
            })
    void standardOutput_full_isInfrastructure(String words) {
        PrintStream before = System.out;
        System.setOut(new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        }));
        try {
            assertEquals(ExitCode.INFRASTRUCTURE.value(), Main.run(words.isEmpty() ? new String[0] : words.split(" ")));
        } finally {
            System.setOut(before);
        }
    }

    /** What picocli itself throws outside of a command too: its own code for that is 1. */
    @Test
    void execute_exceptionOutsideOfACommand_isInfrastructure() {
        CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
        command.setExecutionStrategy(parsed -> {
            throw new IllegalStateException("made up");
        });
        assertEquals(ExitCode.INFRASTRUCTURE.value(), Main.execute(command));
        assertTrue(err.toString().contains("made up"), err::toString);
    }

    @Test
    void execute_brokenProvider_namedInALine() {
        CommandLine command = new CommandLine(CommandLine.Model.CommandSpec.wrapWithoutInspection((Runnable) () -> {
                    throw new ServiceConfigurationError("their.Provider is broken");
                }))
                .setErr(new PrintWriter(err, true));
        assertEquals(ExitCode.INFRASTRUCTURE.value(), Main.execute(command));
        assertEquals(
                "racy: RACY_CLASS_PATH: their.Provider is broken",
                err.toString().strip());
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
