// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import racy.history.bundle.BundleEvidence;
import racy.history.bundle.BundleException;
import racy.history.bundle.EngineFindings;
import racy.nightly.Merge;

/** Makes one night of its shards. */
@Command(
        name = "merge",
        description = {
            "Makes one sealed bundle of the bundles of a night's shards.",
            "A shard may come more than once: the first complete delivery of it is taken whole. With a shard missing or"
                    + " broken off the night is partial, and never ends with 0. The exit codes are those of a night,"
                    + " as if no history were known.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy merge shards/* --out results/night-1   one night of all deliveries",
            "  racy history import results/night-1         remembers it",
        })
final class MergeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Bundles of shards of one plan.")
    private List<Path> deliveries;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the merged bundle goes. The same merge may be done again.")
    private Path out;

    @Override
    public Integer call() throws BundleException {
        Merge.Result result;
        try {
            result = Merge.merge(deliveries, out);
        } catch (Merge.NothingSealed e) {
            Complaint.print(spec.commandLine(), e.getMessage());
            return ExitCode.COVERAGE.value();
        }
        PrintWriter writer = spec.commandLine().getOut();
        result.taken().forEach((shard, path) -> writer.printf("shard %d: %s%n", shard, path));
        writer.printf(
                "%s: %d of %d shards of night %s, %s%n",
                out,
                result.taken().size(),
                result.bundle().manifest().shards(),
                result.bundle().manifest().night(),
                result.bundle().seal().state());
        writer.flush();
        result.notes().forEach(note -> Complaint.print(spec.commandLine(), note));
        EngineFindings engines = BundleEvidence.of(result.bundle()).findings();
        NightText.print(engines, line -> Complaint.print(spec.commandLine(), line));
        return exitCode(result, engines).value();
    }

    /** From what each part shows by itself, from what the engines found, and from what the whole lacks. */
    private static ExitCode exitCode(Merge.Result result, EngineFindings engines) {
        Stream<ExitCode> parts = result.bundle().parts().stream()
                .flatMap(part -> part.stress().stream())
                .map(run -> StressCommand.exitCode(run, false));
        Stream<ExitCode> whole =
                Stream.of(result.isComplete() ? ExitCode.CLEAN : ExitCode.COVERAGE, ExitCode.of(engines));
        return ExitCode.first(Stream.concat(parts, whole));
    }
}
