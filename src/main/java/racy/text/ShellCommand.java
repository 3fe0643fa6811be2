// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.text;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A command of Racy that people may copy into a shell. What came from outside can be an argument in it and nothing else:
 * where it could be more, there is no command.
 */
public final class ShellCommand {
    private static final String RACY = "./racy ";

    /** Means nothing but itself to a shell, and is no option. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_./:+][A-Za-z0-9_./:+-]{0,300}");

    private static final Pattern OPTION = Pattern.compile("--?[a-z][a-z-]*");

    private static final int LONGEST_PATH = 1000;
    private static final int LONGEST_TEXT = 20_000;

    /** The commands that an engine may name in a bundle: they run a test or ask a question, and write nowhere else. */
    private static final Pattern KNOWN = Pattern.compile("\\./racy (stress -t '[A-Za-z0-9_.]{1,300}\\$'"
            + "|ask [A-Za-z0-9_][A-Za-z0-9_.-]{0,99}( --(variant|engine) [A-Za-z0-9_][A-Za-z0-9_.-]{0,99})*)");

    /** Null once an argument was refused. */
    private final String text;

    private ShellCommand(String text) {
        this.text = text;
    }

    /** @param command what stands between {@code ./racy} and the first argument */
    public static ShellCommand racy(String command) {
        return new ShellCommand(RACY + command);
    }

    /** With one more argument, a plain word. */
    public ShellCommand word(String argument) {
        return and(WORD.matcher(argument).matches() ? argument : null);
    }

    /** With a pattern that matches what ends in a plain word. */
    public ShellCommand ending(String argument) {
        return and(WORD.matcher(argument).matches() ? "'" + argument + "$'" : null);
    }

    /** With one of Racy's options. Its value comes next. */
    public ShellCommand option(String name) {
        return and(OPTION.matcher(name).matches() ? name : null);
    }

    /** With a path, which is quoted if it is no plain word. */
    public ShellCommand path(Path path) {
        String argument = path.toString();
        return quoted(argument.startsWith("-") ? "./" + argument : argument, LONGEST_PATH);
    }

    /** With a text, which is quoted if it is no plain word. It must not look like an option. */
    public ShellCommand argument(String argument) {
        return argument.startsWith("-") ? and(null) : quoted(argument, LONGEST_TEXT);
    }

    private ShellCommand quoted(String argument, int longest) {
        if (WORD.matcher(argument).matches()) {
            return and(argument);
        }
        boolean safe = !argument.isEmpty()
                && argument.length() <= longest
                && argument.codePoints().allMatch(Plain::isHarmless);
        return and(safe ? "'" + argument.replace("'", "'\\''") + "'" : null);
    }

    private ShellCommand and(String argument) {
        return new ShellCommand(text == null || argument == null ? null : text + " " + argument);
    }

    /** Empty if an argument could be more than that to a shell. */
    public Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /** The words, with the command between them if there is one. */
    public String in(String before, String after, String otherwise) {
        return text == null ? otherwise : before + text + after;
    }

    /** A command that somebody else wrote, if it is one that Racy itself would show. */
    public static Optional<String> known(String command) {
        return KNOWN.matcher(command).matches() ? Optional.of(command) : Optional.empty();
    }
}
