// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import racy.history.bundle.BundleManifest;
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
        Map<Path, String> bundles = new LinkedHashMap<>();
        for (Path directory : directories) {
            bundles.putAll(nights(directory));
        }
        if (bundles.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "DIR: there is no sealed bundle in " + directories + "; nothing was changed");
        }
        try (SqlHistory nights = place.write()) {
            Set<String> lost = nights.nights(Integer.MAX_VALUE).stream()
                    .map(Night::id)
                    .collect(Collectors.toCollection(TreeSet::new));
            lost.removeAll(bundles.values());
            if (!lost.isEmpty() && !yes) {
                throw new ParameterException(
                        spec.commandLine(),
                        "DIR: the bundles of " + lost.size() + " nights that the history holds are not in "
                                + directories + ", and would be forgotten: " + lost
                                + "; name where they are, or add --yes");
            }
            int count = nights.rebuild(List.copyOf(bundles.keySet()));
            spec.commandLine().getOut().println("The history holds " + count + " nights.");
            spec.commandLine().getOut().flush();
            return ExitCode.CLEAN.value();
        }
    }

    /** The bundle itself, or the sealed nights right below, each with its night's id. */
    private Map<Path, String> nights(Path directory) throws BundleException {
        if (Files.exists(directory.resolve(BundleFiles.BUNDLE))) {
            return Map.of(directory, Bundle.readManifest(directory).night());
        }
        List<Path> below;
        try (Stream<Path> entries = Files.list(directory)) {
            below = entries.filter(entry -> Files.exists(entry.resolve(BundleFiles.BUNDLE)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BundleException("cannot read " + directory + ": " + BundleFiles.reason(e), e);
        }
        Map<Path, String> nights = new LinkedHashMap<>();
        for (Path bundle : below) {
            BundleManifest manifest = Bundle.readManifest(bundle);
            if (!Files.exists(bundle.resolve(BundleFiles.SEAL))) {
                leftOut(bundle, "its night is not over");
            } else if (manifest.isOneOfSeveral()) {
                leftOut(bundle, "a shard is no night yet");
            } else {
                nights.put(bundle, manifest.night());
            }
        }
        return nights;
    }

    private void leftOut(Path bundle, String why) {
        Complaint.print(spec.commandLine(), "left out: " + bundle + ": " + why);
    }
}
