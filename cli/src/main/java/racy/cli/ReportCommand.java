// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.history.History;
import racy.history.bundle.BundleException;
import racy.history.demo.DemoBundles;
import racy.history.store.SqlHistory;
import racy.report.Site;

/** Writes the dashboard. */
@Command(
        name = "report",
        description = {
            "Writes the dashboard: a folder of pages that need no server and ask nothing of anybody.",
            "",
            "Open index.html in it. racy serve shows the same pages as new nights come.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy report                            the last 60 nights",
            "  racy report --demo --out demo          made-up nights: what the pages look like",
            "  racy report --out /srv/www/racy        for a web server; again after each night",
        })
final class ReportCommand implements Callable<Integer> {
    private static final long DEMO_SEED = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--nights",
            paramLabel = "N",
            defaultValue = "60",
            description = "Show the newest N nights. Default: ${DEFAULT-VALUE}.")
    private int nights;

    @Option(names = "--out", paramLabel = "DIR", description = "The folder. Default: results/report.")
    private Path out;

    @Option(names = "--history", paramLabel = "URL", description = HistoryPlace.DESCRIPTION)
    private String history;

    @Option(
            names = "--demo",
            description = "Made-up nights instead of the history, to see the pages at once; every page says so."
                    + " Default folder: results/report-demo.")
    private boolean demo;

    @Override
    public Integer call() throws IOException, BundleException {
        if (nights < 1) {
            throw new ParameterException(spec.commandLine(), "--nights: " + nights + " is too few, 1 is the least");
        }
        if (demo && history != null) {
            throw new ParameterException(spec.commandLine(), "--demo takes no --history: it makes its own");
        }
        Path folder = out != null ? out : Results.FOLDER.resolve(demo ? "report-demo" : "report");
        if (demo) {
            demonstrate(folder);
        } else {
            try (SqlHistory read = HistoryPlace.read(history)) {
                write(read, folder);
            }
        }
        spec.commandLine().getOut().println("Written to " + folder + "; open " + folder.resolve("index.html"));
        spec.commandLine().getOut().flush();
        return ExitCode.CLEAN.value();
    }

    private void demonstrate(Path folder) throws IOException, BundleException {
        Path scratch = Files.createTempDirectory("racy-demo");
        try {
            List<Path> bundles = DemoBundles.write(scratch.resolve("nights"), DemoBundles.NIGHTS, DEMO_SEED);
            try (SqlHistory made = SqlHistory.open(scratch.resolve("history.db").toString())) {
                for (Path bundle : bundles) {
                    made.importBundle(bundle);
                }
                write(made, folder);
            }
        } finally {
            remove(scratch);
        }
    }

    private void write(History from, Path folder) throws IOException {
        try {
            Site.write(from, nights, folder);
        } catch (IOException e) {
            throw new IOException("cannot write the pages to " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void remove(Path scratch) throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
