// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ServiceConfigurationError;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;
import racy.explore.Bounds;
import racy.history.HistoryException;
import racy.history.bundle.BundleException;
import racy.stress.runner.StressException;
import racy.text.IoReason;

/** The command line; each command is a class of its own. */
@Command(
        name = "racy",
        description = "Is this racy? Answers with evidence, for the review of a Linux driver patch.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AskCommand.class,
            QuestionsCommand.class,
            VariantsCommand.class,
            GlossaryCommand.class,
            StressCommand.class,
            ExploreCommand.class,
            BenchCommand.class,
            NightlyCommand.class,
            PlanCommand.class,
            MergeCommand.class,
            HistoryCommand.class,
            ReportCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class,
        },
        exitCodeListHeading = "%nExit codes, the first that holds:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy ask                          all questions of the review, with evidence",
            "  racy ask xchg --format mail       one answer, ready to paste into a mail",
            "  racy stress --list                what can be stressed",
            "  racy stress -t Claim              who owns the task in flight?",
            "  racy explore -t ClaimStress       every outcome that a test can have",
            "  racy stress --teeth --budget 5m   are all seeded races witnessed?",
            "  racy nightly                      everything, unattended, on every JDK",
            "  racy report --demo                what the nights look like in a browser",
        })
final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut(), CommandLine.Help.Ansi.OFF);
    }

    /** Runs one command. Returns the exit code for the process. */
    static int run(String... args) {
        CommandLine commandLine = Terminal.guard(commandLine());
        int code = execute(commandLine, args);
        Interruption.settle();
        if (commandLine.getOut().checkError() || System.out.checkError()) {
            System.err.println("racy: cannot write to the standard output");
            return ExitCode.INFRASTRUCTURE.value();
        }
        return code;
    }

    /** Also what no command can handle ends with the code for it; picocli and a JVM would end with 1. */
    static int execute(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (OutOfMemoryError e) {
            commandLine.getErr().println("racy: out of memory; RACY_JAVA_OPTS=-Xmx1g gives it more");
        } catch (ServiceConfigurationError e) {
            Complaint.print(commandLine, "RACY_CLASS_PATH: " + e.getMessage() + because(e.getCause()));
        } catch (RuntimeException | Error e) {
            printUnexpected(e, commandLine);
        }
        return ExitCode.INFRASTRUCTURE.value();
    }

    private static String because(Throwable cause) {
        return cause == null ? "" : ": " + cause;
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main())
                .addSubcommand("serve", new ServeCommand(HistoryPlace::read))
                .registerConverter(Budget.class, Budget::parse)
                .registerConverter(Bounds.class, Main::bounds)
                .registerConverter(Path.class, Paths::parse)
                .registerConverter(Pattern.class, Patterns::parse)
                .setParameterExceptionHandler(Main::refuse)
                .setExecutionStrategy(Main::runLast)
                .setExecutionExceptionHandler(Main::explain)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
        neverEndWithOne(commandLine);
        commandLine.getCommandSpec().usageMessage().exitCodeList(ExitCode.help());
        commandLine.getSubcommands().get("help").getCommandSpec().usageMessage().hidden(true);
        return commandLine;
    }

    private static Bounds bounds(String text) {
        try {
            return Bounds.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static int runLast(ParseResult parsed) {
        OutputPlaces.check(parsed);
        return new RunLast().execute(parsed);
    }

    /** picocli's own code for what goes wrong while something that went wrong is told. */
    private static void neverEndWithOne(CommandLine command) {
        command.getCommandSpec().exitCodeOnExecutionException(ExitCode.INFRASTRUCTURE.value());
        command.getSubcommands().values().forEach(Main::neverEndWithOne);
    }

    /** A usage error is one line, and where to read more. */
    private static int refuse(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        Complaint.print(command, e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
            command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help.");
        }
        return ExitCode.USAGE.value();
    }

    private static int explain(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof StressException || e instanceof BundleException || e instanceof HistoryException) {
            Complaint.print(command, e.getMessage());
        } else if (e instanceof IOException broken) {
            Complaint.print(command, IoReason.of(broken));
        } else if (e instanceof InvalidPathException wrong) {
            Complaint.print(command, "'" + wrong.getInput() + "' is no path: " + wrong.getReason());
        } else {
            printUnexpected(e, command);
        }
        return ExitCode.INFRASTRUCTURE.value();
    }

    private static void printUnexpected(Throwable thrown, CommandLine command) {
        command.getErr().println("racy: internal error, please report it:");
        thrown.printStackTrace(command.getErr());
    }

    /** The script that {@code racy completion} prints. */
    static String completionScript() {
        return AutoComplete.bash("racy", commandLine());
    }
}
