// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import racy.history.Night;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.store.SqlHistory;

/** Makes the history anew. */
@Command(
        name = "rebuild",
        description = "Makes the history anew from bundles. After a failure it is as it was.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  racy history rebuild", "  racy history rebuild /srv/racy/nights --history new.db"})
final class HistoryRebuildCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..*",
            description = "Bundles, or directories of bundles. Default: results/nightly.")
    private List<Path> directories = List.of(Results.NIGHTS);

    @Option(names = "--yes", description = "Do it even if nights are forgotten whose bundles are not there.")
    private boolean yes;

    @Mixin
    private HistoryPlace place;

    @Override
    public Integer call() throws BundleException {
        List<Path> bundles = new BundleFolders(leftOut -> complain("left out: " + leftOut))
                .bundles(directories).stream()
                        .filter(bundle -> Files.exists(bundle.resolve(BundleFiles.BUNDLE)))
                        .toList();
        if (bundles.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "DIR: there is no sealed bundle in " + directories + "; nothing was changed");
        }
        Set<String> there = new TreeSet<>();
        boolean allRead = true;
        for (Path bundle : bundles) {
            try {
                there.add(Bundle.readManifest(bundle).night());
            } catch (BundleException e) {
                complain(e.getMessage());
                allRead = false;
            }
        }
        if (!allRead) {
            complain("the history is as it was; mend or remove these bundles, and try again");
            return ExitCode.INFRASTRUCTURE.value();
        }
        try (SqlHistory nights = place.write()) {
            Set<String> lost = Stream.concat(nights.nights(Integer.MAX_VALUE).stream(), nights.ahead().stream())
                    .map(Night::id)
                    .collect(Collectors.toCollection(TreeSet::new));
            lost.removeAll(there);
            if (!lost.isEmpty() && !yes) {
                throw new ParameterException(
                        spec.commandLine(),
                        "DIR: the bundles of " + lost.size() + " nights that the history holds are not in "
                                + directories + ", and would be forgotten: " + lost
                                + "; name where they are, or add --yes");
            }
            int count = nights.rebuild(bundles, refused -> complain(refused.getMessage()));
            spec.commandLine().getOut().println("The history holds " + count + " nights.");
            spec.commandLine().getOut().flush();
            return ExitCode.CLEAN.value();
        }
    }

    private void complain(String message) {
        Complaint.print(spec.commandLine(), message);
    }
}
