// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import racy.bench.BenchRun;
import racy.bench.BenchRunner;
import racy.history.BenchNight;
import racy.history.HistoryException;
import racy.history.Night;
import racy.history.Origin;
import racy.history.bundle.BundleException;
import racy.history.compare.Alarms;
import racy.history.compare.BenchChange;
import racy.history.compare.BenchChange.Decision;
import racy.history.compare.Benchmarks;
import racy.history.compare.EnvironmentDifference;
import racy.history.store.SqlHistory;
import racy.text.IoReason;
import racy.text.Plain;

/** Compares two measurements of benchmarks. */
@Command(
        name = "compare",
        description = {
            "Says which benchmarks are slower or faster in B than in A.",
            "",
            "A and B are JMH result files, bundles, or nights of the history. Forks are compared, not"
                    + " iterations: a change needs an exact Mann-Whitney test with p < 0.05, a bootstrap interval of the"
                    + " ratio that excludes 1, and more than 3%%; so fewer than five forks on a side cannot show one."
                    + " Slower is a regression only if it is slower again when measured again: that is done at once if"
                    + " this very build measured B in this environment, and otherwise --confirm takes the file. Same"
                    + " means that the whole interval lies within 3%%. Everything else is not enough evidence.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes, the first that holds:%n",
        exitCodeList = {
            "1:a benchmark is slower, confirmed",
            "2:usage: A or B is neither a file nor a bundle nor a night",
            "3:infrastructure: a file or the history cannot be read",
            "5:not enough evidence: a benchmark looks slower and nothing has confirmed it, or nothing compares, or no"
                    + " benchmark has five forks on both sides",
            "0:none of these",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy bench compare old.json new.json                    two files of --out",
            "  racy bench compare old.json new.json --confirm again.json",
            "  racy bench compare results/nightly/A results/nightly/B  two bundles",
            "  racy bench compare latest~1 latest --all                two nights, all",
        })
final class BenchCompareCommand implements Callable<Integer> {
    private final Rerun rerun;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "The earlier measurement.")
    private String before;

    @Parameters(index = "1", paramLabel = "B", description = "The later one.")
    private String after;

    @Option(
            names = "--confirm",
            paramLabel = "FILE",
            description = "JMH's JSON of B's alarming benchmarks, measured once more.")
    private Path confirm;

    @Option(names = "--no-rerun", description = "Measures nothing: what looks slower stays unconfirmed.")
    private boolean noRerun;

    @Option(names = "--force", description = "Compares although the environments differ, and says in what.")
    private boolean force;

    @Option(names = "--all", description = "Also prints what is the same, and of what nothing can be said.")
    private boolean all;

    @Mixin
    private HistoryPlace place;

    BenchCompareCommand() {
        this(Rerun.HERE);
    }

    BenchCompareCommand(Rerun rerun) {
        this.rerun = rerun;
    }

    @Override
    public Integer call() throws BundleException {
        try {
            return compare(sides(before), sides(after)).value();
        } catch (IOException | IllegalArgumentException e) {
            Complaint.print(spec.commandLine(), e instanceof IOException broken ? IoReason.of(broken) : e.getMessage());
            return ExitCode.INFRASTRUCTURE.value();
        }
    }

    private List<BenchSide> sides(String name) throws IOException, BundleException {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            return BenchSide.ofBundle(path);
        }
        if (Files.exists(path)) {
            try {
                List<BenchSide> sides = BenchSide.ofFile(path);
                if (sides.get(0).benchmarks().isEmpty()) {
                    throw new IOException("it holds no result");
                }
                return sides;
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(path + " is no JMH result file: " + e.getMessage(), e);
            }
        }
        try (SqlHistory history = place.read()) {
            Night night = HistoryPlace.night(history, name);
            if (night.origin() == Origin.DEMONSTRATION) {
                out().println("DEMONSTRATION: a generator made the numbers of " + night.id()
                        + "; nothing was measured.");
            }
            return BenchSide.ofNight(history, night);
        } catch (HistoryException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    Plain.line(name) + " is neither a file nor a bundle, nor to be found as a night: "
                            + e.getMessage());
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void note(String sentence) {
        out().println("note: " + Plain.line(sentence));
    }

    private ExitCode compare(List<BenchSide> befores, List<BenchSide> afters) throws IOException {
        List<BenchChange> changes = new ArrayList<>();
        for (BenchSide now : afters) {
            Optional<BenchSide> then = partner(befores, now);
            if (then.isPresent()) {
                changes.addAll(compare(then.get(), now));
            } else if (befores.size() > 1 && now.jdk().isEmpty()
                    || befores.stream().anyMatch(a -> a.jdk().isEmpty())) {
                throw new ParameterException(
                        spec.commandLine(),
                        "one of A and B has several JDKs, of the other none is known: name the bench.json of a part");
            } else {
                note("JDK " + now.jdk() + ": not measured in A");
            }
        }
        BenchTable.print(changes, all, out());
        if (changes.isEmpty()) {
            out().println("No benchmark compares.");
        } else if (changes.stream().allMatch(change -> change.p().isEmpty())) {
            out().println("No benchmark has five forks on both sides: nothing can be said of any.");
        }
        out().flush();
        return ExitCode.of(Map.of(
                ExitCode.FORBIDDEN,
                BenchTable.count(changes, Decision.SLOWER) > 0,
                ExitCode.UNDECIDED,
                changes.stream().allMatch(change -> change.p().isEmpty())
                        || BenchTable.count(changes, Decision.SLOWER_UNCONFIRMED) > 0));
    }

    /** The same JDK, in the environment that differs in the least; an unknown JDK has the only one there is. */
    private static Optional<BenchSide> partner(List<BenchSide> sides, BenchSide side) {
        if (sides.size() == 1 && (side.jdk().isEmpty() || sides.get(0).jdk().isEmpty())) {
            return Optional.of(sides.get(0));
        }
        return sides.stream()
                .filter(other -> !side.jdk().isEmpty() && other.jdk().equals(side.jdk()))
                .min(Comparator.comparingInt(other -> differences(other, side).size()));
    }

    private static List<EnvironmentDifference> differences(BenchSide then, BenchSide now) {
        return EnvironmentDifference.between(then.environment(), now.environment());
    }

    private List<BenchChange> compare(BenchSide then, BenchSide now) throws IOException {
        String jdk = now.jdk().isEmpty() ? "" : "JDK " + now.jdk() + ": ";
        if (!then.isKnown() || !now.isKnown()) {
            note(jdk + "the environment of " + (then.isKnown() ? "B" : now.isKnown() ? "A" : "A and B")
                    + " is unknown: JMH's JSON has no host, no settings and no commit. Were they not the same, the"
                    + " comparison says nothing of the code.");
        } else if (!then.fingerprint().equals(now.fingerprint())) {
            note(jdk + (force ? "compared because that was asked for" : "not compared")
                    + ", the environments differ in "
                    + differences(then, now).stream()
                            .map(EnvironmentDifference::name)
                            .collect(Collectors.joining(", ")));
            if (!force) {
                return List.of();
            }
        }
        sayUnpaired(jdk, then, now);
        List<BenchNight> again = now.confirmations();
        if (confirm != null) {
            again = again(BenchRun.read(confirm), confirm, now);
            note(jdk + "what is confirmed is so by " + confirm + ", of which it is not known that B's build made it");
        }
        Benchmarks compared = Benchmarks.compare(then.benchmarks(), now.benchmarks(), again);
        compared.incomparable().forEach(sentence -> note(jdk + sentence));
        List<String> alarms = Alarms.names(compared.changes(), BenchRunner.select(""));
        if (again.isEmpty() && BenchTable.count(compared.changes(), Decision.SLOWER_UNCONFIRMED) > 0) {
            Optional<String> obstacle = noRerun
                    ? Optional.of("--no-rerun was given")
                    : alarms.isEmpty()
                            ? Optional.of("this build has no such benchmark")
                            : rerun.obstacle(now.environment());
            if (obstacle.isPresent()) {
                note(jdk + "not confirmed: " + obstacle.get() + ". Measure again and pass --confirm FILE.");
                return compared.changes();
            }
            Path file = Results.orNew(null, "bench-confirm", ".json");
            note(jdk + "measuring again, to confirm: " + String.join(", ", alarms));
            out().flush();
            try {
                again = again(rerun.measure(alarms, file), file, now);
            } catch (IOException e) {
                note(jdk + "not confirmed: the re-run failed: " + e.getMessage());
                return compared.changes();
            }
            note(jdk + "the re-run is kept in " + file);
            return Benchmarks.compare(then.benchmarks(), now.benchmarks(), again)
                    .changes();
        }
        return compared.changes();
    }

    private static List<BenchNight> again(BenchRun run, Path file, BenchSide now) {
        return Benchmarks.of(run, file.toString(), now.jdk(), now.fingerprint());
    }

    private void sayUnpaired(String jdk, BenchSide then, BenchSide now) {
        only(jdk, "A", then.benchmarks(), now.benchmarks());
        only(jdk, "B", now.benchmarks(), then.benchmarks());
    }

    private void only(String jdk, String side, List<BenchNight> here, List<BenchNight> there) {
        Set<String> keys = keys(here);
        keys.removeAll(keys(there));
        if (!keys.isEmpty()) {
            note(jdk + "only in " + side + ": " + keys.size() + (keys.size() == 1 ? " benchmark, " : " benchmarks, ")
                    + String.join(", ", keys));
        }
    }

    private static Set<String> keys(List<BenchNight> benchmarks) {
        return benchmarks.stream().map(bench -> bench.key().toString()).collect(Collectors.toCollection(TreeSet::new));
    }
}
