// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.history.History;
import racy.history.HistoryException;
import racy.report.Site;
import racy.report.serve.PageServer;

/** Serves the dashboard to this machine. */
@Command(
        name = "serve",
        description = {
            "Serves the dashboard on this machine's loopback interface, read-only, and shows new nights as they come.",
            "",
            "They are the pages of racy report, which need no server; this one saves writing them again each night.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy serve                       on the default port",
            "  racy serve --port 0              on any free port, which it prints",
            "  racy serve --nights 14           the last two weeks",
            "  ssh -L 8017:localhost:8017 HOST  and then open http://localhost:8017 here",
        })
final class ServeCommand implements Callable<Integer> {
    private static final int LAST_PORT = 65_535;

    private final Function<String, History> histories;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8017",
            description = "Where to listen; 0 for any port that is free. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--history", paramLabel = "URL", description = HistoryPlace.DESCRIPTION)
    private String history;

    @Option(
            names = "--nights",
            paramLabel = "N",
            defaultValue = "60",
            description = "Show the newest N nights. Default: ${DEFAULT-VALUE}.")
    private int nights;

    /** @param histories opens the history that a URL names; the default one for null */
    ServeCommand(Function<String, History> histories) {
        this.histories = histories;
    }

    @Override
    public Integer call() {
        if (port < 0 || port > LAST_PORT) {
            throw new ParameterException(spec.commandLine(), "--port: " + port + " is no port; 0 to " + LAST_PORT);
        }
        if (nights < 1) {
            throw new ParameterException(spec.commandLine(), "--nights: " + nights + " is too few, 1 is the least");
        }
        try (PageServer server = PageServer.start(histories.apply(history), nights, Site::pages, port)) {
            Signals signals = Signals.hear(server::close, () -> {});
            PrintWriter out = spec.commandLine().getOut();
            out.println("Serving at " + server.address() + " to this machine only. Ctrl-C ends it.");
            out.flush();
            server.await();
            return signals.exitCode();
        } catch (BindException e) {
            return broken("--port: cannot listen on " + port + ": " + e.getMessage() + "; --port 0 takes a free one");
        } catch (IOException | HistoryException e) {
            return broken(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INFRASTRUCTURE.value();
        }
    }

    private int broken(String message) {
        Complaint.print(spec.commandLine(), message);
        return ExitCode.INFRASTRUCTURE.value();
    }
}
