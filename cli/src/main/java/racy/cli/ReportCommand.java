// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.history.History;
import racy.history.bundle.BundleException;
import racy.history.demo.DemoBundles;
import racy.history.store.SqlHistory;
import racy.report.Site;
import racy.text.IoReason;

/** Writes the dashboard. */
@Command(
        name = "report",
        description = {
            "Writes the dashboard: a folder of pages that show the newest nights. Open its index.html in a"
                    + " browser, or put the folder on any web server; the pages ask nothing of anybody else.",
            "",
            "A folder that holds anything else is refused, unless racy report wrote it.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy report         the last 60 nights, to results/report",
            "  racy report --demo  what it looks like, with made-up nights",
            "  racy report --nights 14 --out /srv/racy",
            "  racy report --history jdbc:postgresql://db/racy",
        })
final class ReportCommand implements Callable<Integer> {
    /** Makes the demonstration the same for everybody. */
    private static final long DEMO_SEED = 1;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--nights",
            paramLabel = "N",
            defaultValue = "60",
            description = "Show the newest N nights. Default: ${DEFAULT-VALUE}.")
    private int nights;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write. Default: results/report, with --demo results/report-demo.")
    private Path out;

    @Mixin
    private HistoryPlace place;

    @Option(
            names = "--demo",
            description = "Show nights that a generator makes; every page says so. They are evidence of nothing.")
    private boolean demo;

    @Override
    public Integer call() throws IOException, BundleException {
        if (nights < 1) {
            throw new ParameterException(spec.commandLine(), "--nights: " + nights + " is too few, 1 is the least");
        }
        if (demo && place.isGiven()) {
            throw new ParameterException(spec.commandLine(), "--demo makes its own history: leave out --history");
        }
        Path folder = out != null ? out : Results.FOLDER.resolve(demo ? "report-demo" : "report");
        if (demo) {
            writeDemo(folder);
        } else {
            try (SqlHistory opened = place.read()) {
                write(opened, folder);
            }
        }
        return ExitCode.CLEAN.value();
    }

    private void write(History from, Path folder) throws IOException {
        try {
            Site.write(from, nights, folder);
        } catch (IOException e) {
            throw new IOException("cannot write the dashboard to " + folder + ": " + IoReason.of(e), e);
        }
        PrintWriter words = spec.commandLine().getOut();
        words.println("Written: " + folder.resolve("index.html"));
        words.flush();
    }

    private void writeDemo(Path folder) throws IOException, BundleException {
        PrintWriter err = spec.commandLine().getErr();
        err.println("racy: making " + nights + " nights of demonstration data; nothing in them was measured");
        err.flush();
        Path scratch = Files.createTempDirectory("racy-demo-");
        try {
            List<Path> bundles = DemoBundles.write(scratch.resolve("bundles"), nights, DEMO_SEED);
            try (SqlHistory made = SqlHistory.open(scratch.resolve("history.db").toString())) {
                for (Path bundle : bundles) {
                    made.importBundle(bundle);
                }
                write(made, folder);
            }
        } finally {
            delete(scratch);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
