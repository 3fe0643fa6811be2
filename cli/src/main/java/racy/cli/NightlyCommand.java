// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.bench.BenchRunner;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.NightRequest;
import racy.history.bundle.Plan;
import racy.nightly.BenchmarksToConfirm;
import racy.nightly.Jdks;
import racy.nightly.NightFiles;
import racy.nightly.NightRunner;
import racy.nightly.NightSummary;
import racy.nightly.PlanFreezer;
import racy.nightly.Timings;
import racy.stress.runner.Build;
import racy.stress.runner.Catalogue;
import racy.stress.runner.CodeDigest;
import racy.stress.runner.StressTest;

/** Runs a night. */
@Command(
        name = "nightly",
        description = {
            "Runs everything unattended within a budget, on every JDK, and keeps it in one bundle.",
            "",
            "On each JDK in turn, with an equal share of the budget: the scripted schedules; the stress tests, new or"
                    + " changed ones first, then the seeded races until each is witnessed, then what must not happen,"
                    + " then the rest; then the benchmarks. Benchmarks get at most 40%% of a share, and only whole"
                    + " ones, the cheapest first.",
            "",
            "A fork is on the disk before the next one starts, so a kill loses one. Ctrl-C or SIGTERM finishes the fork"
                    + " in hand, forgets a benchmark in hand, and leaves a bundle that --resume goes on with; a second"
                    + " one kills the fork too.",
            "",
            "When the JVM that runs the tests of a JDK dies or hangs, it is started again, a few times, and goes on. If"
                    + " it keeps breaking, the other JDKs have their turn, and the night is left for --resume.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes, the first that holds:%n",
        exitCodeList = {
            "6:engines contradict each other: one saw what another one excluded under a memory model that covers it",
            "1:an outcome was seen that may not happen, or a benchmark is slower and its re-run confirmed it",
            "2:usage: the command line is wrong, or there is nothing to resume",
            "3:infrastructure: a JDK, a worker, a fork or a benchmark failed, or the bundle cannot be written; if the"
                    + " night is not over, its last line has the --resume that goes on with it",
            "4:the budget ended below the coverage floor",
            "5:lost teeth: a seeded race was tried on a JDK and not witnessed",
            "0:clean",
            "130, 143:interrupted; go on with --resume",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy nightly                               two hours, every JDK found",
            "  racy nightly --budget 20m --no-bench       races only, and quickly",
            "  racy nightly --jdk /opt/jdk-25 --jdk /opt/jdk-17",
            "  racy nightly --resume                      the newest that was broken off",
            "  racy nightly --plan plan.json --shard 3/8  one shard of a frozen plan",
        })
final class NightlyCommand implements Callable<Integer> {
    private static final String NO_NIGHT_YET =
            ": a shard is no night yet; racy merge makes one of them all, racy history import takes that in";
    private static final Duration DEFAULT_BUDGET = Duration.ofHours(2);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            description = "Time for all JDKs together, as 20m or 2h. Default: 2h. A night whose last fork, race or"
                    + " benchmark is in hand takes a little more.")
    private Budget budget;

    @Option(
            names = "--resume",
            description = "Goes on with the night in --out, or with the newest in results/nightly that is not sealed.")
    private boolean resume;

    @Option(
            names = "--jdk",
            paramLabel = "PATH",
            description = "A JDK to run on, once for each. Default: the running one and any other, 17 or newer, in the"
                    + " usual places; one of those that does not start is recorded, and the night ends with 3. With"
                    + " --resume: where a JDK is that the night was begun on and that is in no usual place.")
    private List<Path> homes = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The bundle. Default: results/nightly/<night>, below the current directory.")
    private Path out;

    @Option(names = "--no-bench", description = "No benchmarks.")
    private boolean noBench;

    @Option(
            names = "--coverage",
            paramLabel = "PERCENT",
            defaultValue = "100",
            description = "Of the planned tests, how many must have a fork on every JDK. Default: ${DEFAULT-VALUE}.")
    private int coverage;

    @Option(
            names = "--history",
            paramLabel = "URL",
            description = "The history that the night is compared with and imported to; none for neither. "
                    + HistoryPlace.DESCRIPTION + " A shard has none: its merged night is imported.")
    private String history;

    @Mixin
    private ExportOptions exports;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides the order and the JVMs' stress seeds. Default: from the clock; it is recorded.")
    private Long seed;

    @Mixin
    private ShardOptions shard;

    /** Into how many shards the night is cut. */
    private int shards = 1;

    @Override
    public Integer call() throws BundleException {
        if (coverage < 0 || coverage > 100) {
            throw usage("--coverage: " + coverage + " is no percentage");
        }
        ProgressLine line = ProgressLine.standard();
        NightRunner runner = new NightRunner(progress -> line.show(NightText.line(progress), progress.elapsed()));
        if (resume) {
            Path bundle = toResume();
            setShards(Bundle.readManifest(bundle).shards());
            Jdks jdks = jdksToResume();
            exports.forgetOld();
            return finish(bundle, line, hear(runner), () -> runner.resume(bundle, jdks, toConfirm()));
        }
        Prepared prepared = prepare();
        exports.forgetOld();
        return finish(
                prepared.directory,
                line,
                hear(runner),
                () -> runner.start(
                        prepared.directory,
                        prepared.manifest,
                        prepared.plan,
                        prepared.request,
                        prepared.jdks,
                        toConfirm()));
    }

    private interface Run {
        NightSummary toItsEnd() throws BundleException;
    }

    private int finish(Path bundle, ProgressLine line, Signals signals, Run run) throws BundleException {
        NightSummary night;
        try {
            night = run.toItsEnd();
        } catch (BundleException e) {
            line.finish();
            Complaint.print(spec.commandLine(), e.getMessage());
            if (!resume && NightFiles.isUnsealed(bundle)) {
                spec.commandLine().getErr().println(NightText.goOn(bundle));
            }
            return ExitCode.INFRASTRUCTURE.value();
        }
        line.finish();
        NightFindings findings = NightFindings.of(night);
        NightText.print(night, findings, spec.commandLine().getOut());
        if (!night.sealed()) {
            return signals.exitCode() != 0 ? signals.exitCode() : ExitCode.INFRASTRUCTURE.value();
        }
        if (hasHistory()) {
            findings = past().after(night.bundle(), findings);
            spec.commandLine().getOut().flush();
        }
        return findings.exitCode(coverage).value();
    }

    private static Signals hear(NightRunner runner) {
        return Signals.hear(
                () -> {
                    System.err.println("racy: finishing the fork in hand; once more kills it");
                    runner.finish();
                },
                runner::kill);
    }

    /** Which benchmarks are measured again before the night is sealed. */
    private BenchmarksToConfirm toConfirm() {
        return hasHistory() ? past().toConfirm() : BenchmarksToConfirm.NONE;
    }

    private boolean hasHistory() {
        return shards == 1 && (history == null ? !shard.isShardGiven() : !history.equals(HistoryPlace.NONE));
    }

    private NightHistory past() {
        return new NightHistory(
                HistoryPlace.orDefault(history),
                exports.files(),
                line -> spec.commandLine().getOut().println(line));
    }

    private void checkExports() {
        if (exports.anyGiven().isPresent() && !hasHistory()) {
            throw usage(exports.anyGiven().get()
                    + (!shard.isShardGiven() && shards == 1
                            ? ": there is nothing to compare the night with without a history; add --history URL"
                            : NO_NIGHT_YET + " and racy history export writes it"));
        }
    }

    /** One of several shards would be refused by the history, after all its work. */
    private void setShards(int ofNight) {
        if (ofNight > 1 && history != null && hasHistory()) {
            throw usage("--history" + NO_NIGHT_YET);
        }
        shards = ofNight;
        checkExports();
    }

    private record Prepared(Path directory, BundleManifest manifest, Plan plan, NightRequest request, Jdks jdks) {}

    private Prepared prepare() throws BundleException {
        // The one reading of the clock: durations come from elsewhere, so that a jump of it changes none.
        Instant now = Instant.now();
        shard.check(seed != null);
        Catalogue catalogue = Catalogue.load();
        Plan plan = shard.planOr(() -> everything(catalogue, now));
        int number = shard.number(plan);
        setShards(plan.shards());
        List<StressTest> tests = plan.tests(number).stream()
                .map(name -> catalogue
                        .find(name)
                        .orElseThrow(() -> usage("--plan: there is no test " + name + "; it is of another revision")))
                .toList();
        List<String> benchmarks = noBench ? List.of() : plan.benchmarks(number);
        Set<String> known = BenchRunner.costs(benchmarks).keySet();
        for (String name : benchmarks) {
            if (!known.contains(name)) {
                throw usage("--plan: there is no benchmark " + name + "; it is of another revision");
            }
        }
        Jdks jdks = jdks();
        String id = shard.night(plan, now);
        Path directory = out != null ? out : shard.directory(id, number, plan);
        BundleManifest manifest = new BundleManifest(
                BundleManifest.VERSION,
                id,
                Origin.MEASURED,
                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                Build.read().revision(),
                plan.id(),
                number,
                plan.shards(),
                shard.attempt(),
                plan.seed(),
                (budget == null ? DEFAULT_BUDGET : budget.duration()).toMillis());
        NightRequest request = new NightRequest(jdks.jdks(), jdks.broken(), !noBench, changed(tests));
        return new Prepared(directory, manifest, plan, request, jdks);
    }

    private Plan everything(Catalogue catalogue, Instant now) {
        return PlanFreezer.freeze(
                System.getProperty("os.arch"),
                catalogue.tests(),
                noBench ? List.of() : BenchRunner.select(""),
                Timings.NONE,
                1,
                seed == null ? now.toEpochMilli() : seed);
    }

    private Jdks jdks() {
        if (homes.isEmpty()) {
            return Jdks.find();
        }
        try {
            return Jdks.of(homes);
        } catch (IllegalArgumentException e) {
            throw usage("--jdk: " + e.getMessage());
        }
    }

    /** Those that were found, and those that were named. */
    private Jdks jdksToResume() {
        try {
            return Jdks.findAnd(homes.isEmpty() ? List.of() : Jdks.of(homes).homes());
        } catch (IllegalArgumentException e) {
            throw usage("--jdk: " + e.getMessage());
        }
    }

    /** Those that are new or changed since the newest night that is here; none if there is no night. */
    private Set<String> changed(List<StressTest> tests) throws BundleException {
        Map<String, Set<String>> known = hasHistory() ? past().knownCode() : Map.of();
        if (known.isEmpty()) {
            List<Path> nights = NightFiles.sealed(Results.NIGHTS, this::skipped);
            try {
                known = nights.isEmpty() ? Map.of() : NightFiles.code(nights.get(0));
            } catch (BundleException e) {
                // It decides what comes first, and is no reason to have no night.
                skipped(e.getMessage());
            }
        }
        return NightRequest.changed(CodeDigest.digests(tests), known);
    }

    private void skipped(String why) {
        Complaint.print(spec.commandLine(), "left out: " + why);
    }

    private Path toResume() throws BundleException {
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("--budget", budget != null);
        given.put("--no-bench", noBench);
        given.put("--seed", seed != null);
        given.putAll(shard.given());
        given.forEach((option, isGiven) -> {
            if (isGiven) {
                throw usage(option + ": a night that is resumed stays what it was begun with");
            }
        });
        if (out != null) {
            if (!NightFiles.isUnsealed(out)) {
                throw usage("--resume: in " + out + " there is no night to go on with" + whyNot(out));
            }
            return out;
        }
        Optional<Path> newest = NightFiles.newestUnsealed(Results.NIGHTS, this::skipped);
        return newest.orElseThrow(() ->
                usage("--resume: below " + Results.NIGHTS + " there is no night to go on with; name one with --out."
                        + " One that is sealed is taken in by racy history import " + Results.NIGHTS));
    }

    private static String whyNot(Path bundle) {
        if (NightFiles.isSealed(bundle)) {
            return ": it is sealed, so that night is over; racy history import " + bundle + " takes it in";
        }
        return Files.exists(bundle) ? "; it is no bundle, or was killed before it was begun: then begin it again" : "";
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
