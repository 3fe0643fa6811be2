// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCommandTest {
    private static final String NASTY = "aZ9_./:+-'\"\\`$(){}[]*?~!#&|;<> \t\n\r=%^,@\u001b\u202e\u00e9\u2028\u0000";

    @TempDir
    private Path folder;

    /** Whatever a night, a test or a path is called, a shell takes it for that argument and for nothing else. */
    @Test
    void anyArgument_isThatArgumentToAShell_orThereIsNoCommand() throws Exception {
        Random random = new Random(1);
        List<String> commands = new ArrayList<>();
        List<List<String>> meant = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            String text = text(random);
            add(
                    ShellCommand.racy("history diff").word(text).word("n").text(),
                    List.of("history", "diff", text, "n"),
                    commands,
                    meant);
            add(
                    ShellCommand.racy("stress -t").ending(text).text(),
                    List.of("stress", "-t", text + "$"),
                    commands,
                    meant);
            add(
                    ShellCommand.racy("explore")
                            .option("--replay")
                            .argument(text)
                            .text(),
                    List.of("explore", "--replay", text),
                    commands,
                    meant);
            Optional<Path> path = path(text);
            if (path.isPresent()) {
                String its = path.get().toString();
                add(
                        ShellCommand.racy("nightly --resume --out")
                                .path(path.get())
                                .text(),
                        List.of("nightly", "--resume", "--out", its.startsWith("-") ? "./" + its : its),
                        commands,
                        meant);
            }
        }
        assertTrue(commands.size() > 1000, commands.size() + " commands");
        assertIterableEquals(meant, parsed(commands));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        // Half of them are made of what a plain word may have.
        int kinds = random.nextBoolean() ? 9 : NASTY.length();
        for (int length = random.nextInt(6); length >= 0; length--) {
            text.append(NASTY.charAt(random.nextInt(kinds)));
        }
        return text.toString();
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static void add(
            Optional<String> command, List<String> words, List<String> commands, List<List<String>> meant) {
        command.ifPresent(its -> {
            assertTrue(its.startsWith("./racy ") && its.codePoints().allMatch(Plain::isHarmless), its);
            commands.add(its.substring(2));
            meant.add(words);
        });
    }

    /** The words that a shell makes of each command, in a folder whose files a pattern could match. */
    private List<List<String>> parsed(List<String> commands) throws Exception {
        Files.createFile(folder.resolve("a"));
        Path script = folder.resolve("script");
        Files.writeString(
                script,
                "racy() { printf '%s\\n' \"$@\" 'end of command'; }\n" + String.join("\n", commands) + "\n",
                StandardCharsets.UTF_8);
        Process shell = new ProcessBuilder("sh", "script")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), said);
        List<List<String>> words = new ArrayList<>();
        List<String> command = new ArrayList<>();
        for (String line : said.split("\n", -1)) {
            if (line.equals("end of command")) {
                words.add(List.copyOf(command));
                command.clear();
            } else {
                command.add(line);
            }
        }
        return words;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a b", "a;b", "$(a)", "a\nb", "a'b", "~", "*", "a\u202eb", "\u001b[0m", "a=b"})
    void word_thatIsNoPlainWord_isInNoCommand(String text) {
        assertEquals(
                Optional.empty(), ShellCommand.racy("history show").word(text).text());
        assertEquals(
                Optional.empty(), ShellCommand.racy("stress -t").ending(text).text());
        assertEquals("", ShellCommand.racy("history diff").word(text).word("b").in("; ", "", ""));
    }

    @Test
    void known_isWhatRacyItselfWouldShow() {
        for (String command : List.of("./racy stress -t 'ClaimStress.XchgXchg$'", "./racy ask xchg --variant v2")) {
            assertEquals(Optional.of(command), ShellCommand.known(command));
        }
        for (String command : List.of(
                "",
                "rm -rf x",
                "racy ask xchg",
                "./racy ask xchg; rm x",
                "./racy ask xchg --out /etc/x",
                "./racy ask --from x",
                "./racy nightly",
                "./racy stress -t 'x$' && y",
                "./racy stress -t 'x'y$'",
                "./racy stress --replay r:1",
                "./racy ask xchg\n./x",
                "./racy ask xchg\n")) {
            assertEquals(Optional.empty(), ShellCommand.known(command), command);
        }
    }

    @Test
    void optionOfSomebodyElse_isNone() {
        for (String name : List.of("-", "--", "--a b", "--A", "x", "--$x")) {
            assertTrue(ShellCommand.racy("explore").option(name).text().isEmpty(), name);
        }
        assertTrue(ShellCommand.racy("explore")
                .option("--replay")
                .argument("-x")
                .text()
                .isEmpty());
    }
}
