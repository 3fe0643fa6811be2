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

    @Option(
            names = "--ahead",
            description = "Forget the nights that begin more than a day after this machine's clock, and no others.")
    private boolean ahead;

    @Option(names = "--yes", description = "Do it; without it, say what would be done.")
    private boolean yes;

    @Mixin
    private HistoryPlace place;

    @Override
    public Integer call() {
        if (keep == null && days == null && !ahead) {
            throw new ParameterException(
                    spec.commandLine(), "say which: --keep N, --older-than DAYS, or both; or --ahead");
        }
        if (ahead && (keep != null || days != null)) {
            throw new ParameterException(spec.commandLine(), "--ahead: goes without --keep and --older-than");
        }
        if (keep != null && keep < 0 || days != null && days < 0) {
            throw new ParameterException(spec.commandLine(), "--keep, --older-than: 0 is the least");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (SqlHistory nights = yes ? place.write() : place.read()) {
            List<Night> all = nights.nights(Integer.MAX_VALUE);
            List<Night> aheadOfClock = nights.ahead();
            List<String> gone =
                    (ahead ? aheadOfClock : old(all)).stream().map(Night::id).toList();
            if (yes) {
                nights.forget(gone);
            }
            // What was done is told when it is done.
            gone.forEach(id -> out.println((yes ? "forgotten: " : "would be forgotten: ") + id));
            out.println(gone.size() + " of " + (all.size() + aheadOfClock.size()) + " nights"
                    + (yes || gone.isEmpty() ? "." : "; add --yes to forget them."));
            if (!ahead) {
                HistoryPlace.tellAhead(aheadOfClock, out);
            }
            return ExitCode.CLEAN.value();
        } finally {
            out.flush();
        }
    }

    /** A night that is ahead of the clock is neither counted nor forgotten: its date says nothing of its age. */
    private List<Night> old(List<Night> all) {
        Optional<Instant> newest = all.stream().findFirst().map(Night::started);
        return all.stream()
                .skip(keep == null ? 0 : keep)
                .filter(night -> days == null
                        || night.started().isBefore(newest.orElseThrow().minusSeconds(days * 86_400L)))
                .toList();
    }
}
