// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

class TerminalTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Command(name = "says")
    private static final class Says implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            out.println("a\u001b[31m\u202e\tb😀\rc");
            out.print('\ud83d');
            out.println('\ude00');
            out.println("x".repeat(300_000));
            spec.commandLine().getErr().println("y".repeat(300_000));
            spec.commandLine().getErr().println("z\u009b");
            return 0;
        }
    }

    @Test
    void whatIsPrinted_isObeyedByNoTerminal_andAnErrorIsShort() {
        assertEquals(0, Terminal.guard(guarded(new CommandLine(new Says()))).execute());
        assertEquals("a\ufffd[31m\ufffd\tb😀\ufffdc\n😀\n" + "x".repeat(300_000) + "\n", out.toString());
        assertEquals("y".repeat(2000) + "… (298,000 more characters)\nz\ufffd\n", err.toString());
    }

    @Test
    void argumentThatIsNone_isToldInAShortLine() {
        String odd = "\u001b]0;x" + "y".repeat(300_000);
        for (String[] arguments : new String[][] {
            {odd},
            {"history", "show", odd, "--history", folder.resolve("none.db").toString()},
            {"stress", "-t", "[" + odd},
            {
                "history",
                "import",
                folder.resolve("y".repeat(200)) + "\u202e",
                "--history",
                folder.resolve("none.db").toString()
            },
        }) {
            err.getBuffer().setLength(0);
            assertTrue(Terminal.guard(guarded(Main.commandLine())).execute(arguments) > 1);
            assertTrue(
                    err.toString().length() < 10_000,
                    "as long as " + err.toString().length());
            assertTrue(err.toString().chars().noneMatch(c -> c == 0x1b || c == 0x202e), err::toString);
        }
    }

    private CommandLine guarded(CommandLine command) {
        return command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }
}
