// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.history.Night;
import racy.history.store.SqlHistory;

/** Forgets nights. */
@Command(
        name = "prune",
        description = "Forgets old nights. Their bundles stay, so racy history rebuild brings them back.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy history prune --keep 400              what would be forgotten",
            "  racy history prune --older-than 365 --yes  forgets what is older than a year",
        })
final class HistoryPruneCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--keep", paramLabel = "N", description = "Keep the newest N nights.")
    private Integer keep;

    @Option(
            names = "--older-than",
            paramLabel = "DAYS",
            description = "Forget only nights that began more than so many days before the newest.")
    private Integer days;

    @Option(names = "--yes", description = "Do it; without it, say what would be done.")
    private boolean yes;

    @Mixin
    private HistoryPlace place;

    @Override
    public Integer call() {
        if (keep == null && days == null) {
            throw new ParameterException(spec.commandLine(), "say which: --keep N, --older-than DAYS, or both");
        }
        if (keep != null && keep < 0 || days != null && days < 0) {
            throw new ParameterException(spec.commandLine(), "--keep, --older-than: 0 is the least");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (SqlHistory nights = yes ? place.write() : place.read()) {
            List<Night> all = nights.nights(Integer.MAX_VALUE);
            Optional<Instant> newest = all.stream().findFirst().map(Night::started);
            List<String> old = all.stream()
                    .skip(keep == null ? 0 : keep)
                    .filter(night -> days == null
                            || night.started().isBefore(newest.orElseThrow().minusSeconds(days * 86_400L)))
                    .map(Night::id)
                    .toList();
            old.forEach(id -> out.println((yes ? "forgotten: " : "would be forgotten: ") + id));
            if (yes) {
                nights.forget(old);
            }
            out.println(old.size() + " of " + all.size() + " nights"
                    + (yes || old.isEmpty() ? "." : "; add --yes to forget them."));
            return ExitCode.CLEAN.value();
        } finally {
            out.flush();
        }
    }
}
