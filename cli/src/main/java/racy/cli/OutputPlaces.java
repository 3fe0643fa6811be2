// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import racy.history.bundle.SealedPlace;

/** No command writes into a sealed bundle, whatever its options name. */
final class OutputPlaces {
    private static final Set<String> OUTPUTS =
            Set.of("--out", "--junit", "--json", "--csv", "--openmetrics", "--mail", "--summary", "--history");

    /** These refuse or compare by themselves what is there already. */
    private static final Set<String> KNOW_A_BUNDLE = Set.of("merge", "nightly");

    /** These write the history of the environment when they are told no other one. */
    private static final Set<String> WRITE_A_HISTORY = Set.of("nightly", "import", "rebuild", "prune");

    /** These write below the current directory when they are told nothing else. */
    private static final Set<String> WRITE_BY_DEFAULT =
            Set.of("stress", "ask", "plan", "bench", "report", "nightly", "import", "rebuild", "prune");

    private static final List<String> NOTHING_IS_WRITTEN = List.of("--list", "--from");

    private OutputPlaces() {}

    /** @throws ParameterException naming the option whose file or folder is in a sealed bundle */
    static void check(ParseResult parsed) {
        ParseResult command = parsed;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        String name = command.commandSpec().name();
        for (OptionSpec option : command.matchedOptions()) {
            if (OUTPUTS.contains(option.longestName()) && option.getValue() != null) {
                check(command, name, option.longestName(), option.getValue().toString());
            }
        }
        if (WRITE_A_HISTORY.contains(name) && !command.hasMatchedOption("--history")) {
            check(command, name, HistoryPlace.VARIABLE, HistoryPlace.orDefault(null));
        }
        if (WRITE_BY_DEFAULT.contains(name)
                && !command.hasMatchedOption("--out")
                && NOTHING_IS_WRITTEN.stream().noneMatch(command::hasMatchedOption)) {
            check(command, name, "--out", Results.FOLDER.toString());
        }
    }

    private static void check(ParseResult command, String name, String option, String value) {
        if (value.startsWith("jdbc:") || value.equals(HistoryPlace.NONE)) {
            return;
        }
        Path place;
        try {
            place = Path.of(value);
        } catch (InvalidPathException e) {
            // Whoever opens it says so.
            return;
        }
        Optional<Path> sealed = SealedPlace.of(place);
        boolean isBundle = sealed.filter(SealedPlace.real(place)::equals).isPresent();
        if (sealed.isPresent() && !(isBundle && KNOW_A_BUNDLE.contains(name))) {
            throw new ParameterException(
                    command.commandSpec().commandLine(),
                    option + ": " + place + " is in the sealed bundle " + sealed.get()
                            + ", which never changes; choose another place");
        }
    }
}
