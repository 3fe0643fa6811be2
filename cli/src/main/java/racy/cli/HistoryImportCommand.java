// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import racy.history.bundle.BundleException;
import racy.history.store.Imported;
import racy.history.store.SqlHistory;

/** Takes in bundles. */
@Command(
        name = "import",
        description = "Takes in bundles. One that is there already changes nothing; a broken one is refused, and"
                + " nothing of it is taken in.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy history import results/nightly/*",
            "  racy history import merged --history 'jdbc:postgresql://db/racy?user=racy'",
        })
final class HistoryImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "BUNDLE", arity = "1..*", description = "Sealed bundles, or directories of bundles.")
    private List<Path> bundles;

    @Mixin
    private HistoryPlace place;

    @Option(names = "--replace", description = "A night that is there with other contents gives way.")
    private boolean replace;

    @Override
    public Integer call() throws BundleException {
        PrintWriter out = spec.commandLine().getOut();
        List<Path> all = new BundleFolders(this::tell).bundles(bundles);
        List<Imported> taken = new ArrayList<>();
        List<BundleException> refused = new ArrayList<>();
        try (SqlHistory nights = place.write()) {
            nights.importBundles(
                    all,
                    replace,
                    done -> {
                        taken.add(done);
                        out.println(done.night() + (done.isNew() ? ": taken in" : ": was there already"));
                        out.flush();
                    },
                    why -> {
                        Complaint.print(spec.commandLine(), why.getMessage());
                        refused.add(why);
                    });
        } finally {
            // Also where the history failed half-way: what was taken in before that is there.
            long fresh = taken.stream().filter(Imported::isNew).count();
            int rest = all.size() - taken.size() - refused.size();
            out.println("Of " + all.size() + " bundles " + fresh + " were taken in, " + (taken.size() - fresh)
                    + " were there already, " + refused.size() + " were refused"
                    + (rest > 0 ? ", " + rest + " were not looked at." : "."));
            out.flush();
        }
        return (refused.isEmpty() ? ExitCode.CLEAN : ExitCode.INFRASTRUCTURE).value();
    }

    private void tell(String leftOut) {
        Complaint.print(spec.commandLine(), "left out: " + leftOut);
    }
}
