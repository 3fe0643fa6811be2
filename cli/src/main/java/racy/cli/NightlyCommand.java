// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.bench.BenchRunner;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleManifest;
import racy.nightly.Confirmation;
import racy.nightly.Jdks;
import racy.nightly.NightFiles;
import racy.nightly.NightProgress;
import racy.nightly.NightRequest;
import racy.nightly.NightRunner;
import racy.nightly.NightSummary;
import racy.nightly.Plan;
import racy.nightly.Timings;
import racy.nightly.WorkerReport;
import racy.report.export.Exports;
import racy.report.export.Format;
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
                    + " then the rest; then the benchmarks. Benchmarks get at most 40%% of a share, and only whole ones,"
                    + " the cheapest first.",
            "",
            "A fork is on the disk before the next one starts, so a kill loses one. Ctrl-C or SIGTERM finishes the fork"
                    + " in hand, forgets a benchmark in hand, and leaves a bundle that --resume goes on with; a second"
                    + " one kills the fork too.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes, the first that holds:%n",
        exitCodeList = {
            "1:an outcome was seen that may not happen, or a benchmark is slower and its re-run confirmed it",
            "2:usage: the command line is wrong, or there is nothing to resume",
            "3:infrastructure: a JDK, a worker, a fork or a benchmark failed, or the bundle cannot be written",
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
    private static final Pattern SHARD = Pattern.compile("(\\d{1,5})/(\\d{1,5})");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int ID_DIGITS = 6;

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
                    + " usual places; one of those that does not start is recorded, and the night ends with 3.")
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

    @Option(names = "--junit", paramLabel = "FILE", description = "Also writes JUnit XML: a test case a test and JDK.")
    private Path junit;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the night as JSON.")
    private Path json;

    @Option(names = "--csv", paramLabel = "FILE", description = "Also writes a row for each outcome.")
    private Path csv;

    @Option(names = "--openmetrics", paramLabel = "FILE", description = "Also writes a monitoring system's text file.")
    private Path openmetrics;

    @Option(
            names = "--mail",
            paramLabel = "FILE",
            description = "Also writes a mail of what changed; with nothing to tell there is none.")
    private Path mail;

    @Option(names = "--summary", paramLabel = "FILE", description = "Also writes what changed as GitHub's Markdown.")
    private Path summary;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides the order and the JVMs' stress seeds. Default: from the clock; it is recorded.")
    private Long seed;

    @Option(names = "--plan", paramLabel = "FILE", description = "A plan that was frozen by racy plan.")
    private Path planFile;

    @Option(names = "--shard", paramLabel = "I/N", description = "Which shard of the plan, of how many. Default: 1/1.")
    private String shard;

    @Option(
            names = "--night",
            paramLabel = "ID",
            description = "Name of the night, the same on every shard. Default: from the clock, or from the plan's id.")
    private String night;

    @Option(
            names = "--attempt",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often this shard was begun. Default: ${DEFAULT-VALUE}.")
    private int attempt;

    /** Into how many shards the night is cut. */
    private int shards = 1;

    @Override
    public Integer call() throws BundleException {
        if (coverage < 0 || coverage > 100) {
            throw usage("--coverage: " + coverage + " is no percentage");
        }
        ProgressLine line = ProgressLine.standard();
        NightRunner runner = new NightRunner(progress -> line.show(line(progress), progress.elapsed()));
        NightSummary night;
        Signals signals;
        if (resume) {
            Path bundle = toResume();
            setShards(Bundle.readManifest(bundle).shards());
            forgetOldExports();
            signals = hear(runner);
            night = runner.resume(bundle, confirmation());
        } else {
            Prepared prepared = prepare();
            forgetOldExports();
            signals = hear(runner);
            night = runner.start(
                    prepared.directory, prepared.manifest, prepared.plan, prepared.request, confirmation());
        }
        line.finish();
        NightFindings findings = NightFindings.of(night);
        print(night, findings);
        if (!night.sealed()) {
            return signals.exitCode();
        }
        if (hasHistory()) {
            findings = past().after(night.bundle(), findings);
            spec.commandLine().getOut().flush();
        }
        return findings.exitCode(coverage).value();
    }

    /** Whatever becomes of this night, nobody takes the last one's files for its own. */
    private void forgetOldExports() {
        exports().values().forEach(Exports::forget);
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
    private Confirmation confirmation() {
        return hasHistory() ? past().confirmation() : Confirmation.NONE;
    }

    private boolean hasHistory() {
        return shards == 1 && (history == null ? shard == null : !history.equals(HistoryPlace.NONE));
    }

    private NightHistory past() {
        return new NightHistory(
                HistoryPlace.orDefault(history),
                exports(),
                line -> spec.commandLine().getOut().println(line));
    }

    private Map<Format, Path> exports() {
        Map<Format, Path> files = new EnumMap<>(Format.class);
        files.put(Format.JUNIT, junit);
        files.put(Format.JSON, json);
        files.put(Format.CSV, csv);
        files.put(Format.OPENMETRICS, openmetrics);
        files.put(Format.MAIL, mail);
        files.put(Format.SUMMARY, summary);
        files.values().removeIf(Objects::isNull);
        return files;
    }

    private void checkExports() {
        if (!exports().isEmpty() && !hasHistory()) {
            throw usage("--" + exports().keySet().iterator().next().name().toLowerCase(Locale.ROOT)
                    + (shard == null && shards == 1
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

    private record Prepared(Path directory, BundleManifest manifest, Plan plan, NightRequest request) {}

    private Prepared prepare() throws BundleException {
        // The one reading of the clock: durations come from elsewhere, so that a jump of it changes none.
        Instant now = Instant.now();
        if (planFile != null && seed != null) {
            throw usage("--seed: the plan has its own");
        }
        if (planFile == null && shard != null) {
            throw usage("--shard: of which plan? Add --plan FILE; racy plan makes one");
        }
        if (attempt < 1) {
            throw usage("--attempt: " + attempt + " is no number of an attempt, 1 is the first");
        }
        Catalogue catalogue = Catalogue.load();
        Plan plan = planFile != null ? Plan.read(planFile) : everything(catalogue, now);
        int number = number(plan);
        setShards(plan.shards());
        List<StressTest> tests = plan.tests(number).stream()
                .map(name -> catalogue
                        .find(name)
                        .orElseThrow(() -> usage("--plan: there is no test " + name + "; it is of another revision")))
                .toList();
        Jdks jdks = jdks();
        String id = night != null ? night : planFile != null ? "plan-" + plan.id() : id(now);
        String name = plan.shards() == 1 ? id : id + "-s" + number + "of" + plan.shards();
        Path directory = out != null ? out : Results.NIGHTS.resolve(attempt == 1 ? name : name + "-a" + attempt);
        BundleManifest manifest = new BundleManifest(
                BundleManifest.VERSION,
                id,
                Origin.MEASURED,
                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                Build.read().revision(),
                plan.id(),
                number,
                plan.shards(),
                attempt,
                plan.seed(),
                (budget == null ? DEFAULT_BUDGET : budget.duration()).toMillis());
        NightRequest request = new NightRequest(jdks.found(), jdks.broken(), !noBench, changed(tests));
        return new Prepared(directory, manifest, plan, request);
    }

    private Plan everything(Catalogue catalogue, Instant now) {
        return Plan.freeze(
                System.getProperty("os.arch"),
                catalogue.tests(),
                noBench ? List.of() : BenchRunner.select(""),
                Timings.NONE,
                1,
                seed == null ? now.toEpochMilli() : seed);
    }

    /** The shard to run, checked against the plan. */
    private int number(Plan plan) throws BundleException {
        Matcher matcher = SHARD.matcher(shard == null ? "1/1" : shard);
        if (!matcher.matches()) {
            throw usage("--shard: '" + shard + "' is no I/N, such as 3/8");
        }
        int number = Integer.parseInt(matcher.group(1));
        try {
            plan.check(number, Integer.parseInt(matcher.group(2)), System.getProperty("os.arch"));
        } catch (BundleException e) {
            throw usage((shard == null ? "--plan: " : "--shard: ") + e.getMessage());
        }
        return number;
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
        spec.commandLine().getErr().println("racy: left out: " + why);
    }

    /** Sorts by time; two machines that begin in the same second have two nights. */
    private static String id(Instant now) {
        return STAMP.format(now) + "-" + UUID.randomUUID().toString().substring(0, ID_DIGITS);
    }

    private Path toResume() throws BundleException {
        for (Map.Entry<String, Boolean> option : Map.of(
                        "--budget", budget != null,
                        "--jdk", !homes.isEmpty(),
                        "--no-bench", noBench,
                        "--seed", seed != null,
                        "--plan", planFile != null,
                        "--shard", shard != null,
                        "--night", night != null,
                        "--attempt", attempt != 1)
                .entrySet()) {
            if (option.getValue()) {
                throw usage(option.getKey() + ": a night that is resumed stays what it was begun with");
            }
        }
        if (out != null) {
            if (!NightFiles.isUnsealed(out)) {
                throw usage("--resume: in " + out + " there is no night to go on with"
                        + (Files.exists(out) ? "; it is no bundle, or it is sealed" : ""));
            }
            return out;
        }
        Optional<Path> newest = NightFiles.newestUnsealed(Results.NIGHTS, this::skipped);
        return newest.orElseThrow(() ->
                usage("--resume: below " + Results.NIGHTS + " there is no night to go on with; name one with --out"));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static String line(NightProgress progress) {
        WorkerReport worker = progress.worker();
        String doing = worker.phase().equals("stress")
                ? String.format(
                        "%d forks, %d of %d tests, %d of %d races seen",
                        worker.forks(), worker.covered(), worker.tests(), worker.witnessed(), worker.seeded())
                : worker.phase();
        return String.format(
                "%s left, JDK %s, %s, now %s",
                ProgressLine.clock(progress.left()), progress.jdk(), doing, worker.now());
    }

    private void print(NightSummary night, NightFindings findings) {
        PrintWriter writer = spec.commandLine().getOut();
        writer.println("Night " + night.night() + (night.sealed() ? "" : ", broken off"));
        boolean allMeasured = true;
        for (NightSummary.Part part : night.parts()) {
            int seeded = part.triedRaces().size();
            writer.printf(
                    "  JDK %-8s %d of %d tests in %d forks; %d of %d seeded races witnessed; %d of %d benchmarks%n",
                    part.jdk(),
                    part.covered(),
                    part.planned(),
                    part.forks(),
                    seeded - part.unwitnessed().size(),
                    seeded,
                    part.measuredBenchmarks(),
                    part.plannedBenchmarks());
            allMeasured &= part.measuredBenchmarks() == part.plannedBenchmarks();
        }
        findings.newForbidden().forEach(each -> writer.println("  may not happen, and was seen: " + each));
        findings.failures().forEach(each -> writer.println("  failed: " + each));
        findings.unwitnessed().forEach(each -> writer.println("  not witnessed: " + each));
        if (night.sealed() && !allMeasured) {
            writer.println("  all benchmarks fit in --budget " + words(night.budgetForBenchmarks()));
        }
        writer.println((night.sealed() ? "Kept in " : "Go on with racy nightly --resume --out ") + night.bundle());
        writer.flush();
    }

    /** Rounded up to a minute, as {@link Budget} reads it. */
    private static String words(Duration time) {
        Duration rounded = time.plusSeconds(59).truncatedTo(ChronoUnit.MINUTES);
        return (rounded.toHours() == 0 ? "" : rounded.toHours() + "h") + rounded.toMinutesPart() + "m";
    }
}
