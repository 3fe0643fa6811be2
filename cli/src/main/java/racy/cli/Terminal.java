// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import racy.text.Plain;

/**
 * What a command prints, on its way to a terminal. Whatever a message is about, and whoever wrote that, the terminal obeys
 * nothing in it. An error is short enough to be read.
 */
final class Terminal extends Writer {
    private static final int LONGEST_ERROR = 2000;

    private final PrintWriter out;
    private final int longestLine;

    /** The first half of a character whose other half is not there yet; 0 if there is none. */
    private char half;

    /** Characters of the line so far, with those that were left out. */
    private int length;

    private Terminal(PrintWriter out, int longestLine) {
        this.out = out;
        this.longestLine = longestLine;
    }

    /** Makes a command print through this. Its help is Racy's own text, and may be bold. */
    static CommandLine guard(CommandLine command) {
        PrintWriter out = new PrintWriter(new Terminal(command.getOut(), Integer.MAX_VALUE), true);
        command.setErr(new PrintWriter(new Terminal(command.getErr(), LONGEST_ERROR), true));
        IExecutionStrategy guarded = command.getExecutionStrategy();
        command.setExecutionStrategy(parsed -> {
            Integer helped = CommandLine.executeHelpRequest(parsed);
            if (helped != null) {
                return helped;
            }
            command.setOut(out);
            return guarded.execute(parsed);
        });
        return command;
    }

    @Override
    public void write(char[] text, int offset, int count) throws IOException {
        StringBuilder shown = new StringBuilder(count);
        for (int i = offset; i < offset + count; i++) {
            char c = text[i];
            if (half != 0) {
                boolean whole = Character.isLowSurrogate(c);
                show(whole ? Character.toCodePoint(half, c) : half, shown);
                half = 0;
                if (whole) {
                    continue;
                }
            }
            if (Character.isHighSurrogate(c)) {
                half = c;
            } else {
                show(c, shown);
            }
        }
        out.append(shown);
    }

    private void show(int c, StringBuilder shown) {
        if (c == '\n') {
            if (length > longestLine) {
                shown.append(String.format(Locale.ROOT, "… (%,d more characters)", length - longestLine));
            }
            length = 0;
            shown.append('\n');
        } else if (++length <= longestLine) {
            shown.appendCodePoint(c == '\t' || Plain.isHarmless(c) ? c : 0xFFFD);
        }
    }

    @Override
    public void flush() throws IOException {
        if (out.checkError()) {
            throw new IOException("cannot write");
        }
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
