// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import racy.history.AnswerNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.Night;
import racy.history.Origin;
import racy.history.StressNight;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleManifest;
import racy.history.compare.Diff;
import racy.history.compare.Diffs;
import racy.history.store.SqlHistory;
import racy.report.VerdictBasis;
import racy.report.export.Exports;
import racy.report.export.Plain;
import racy.review.Verdict;
import racy.stress.runner.StressTest;

/** What is remembered of nights. */
@Command(
        name = "history",
        description = {
            "What is remembered of nights: an index of their bundles, in a SQLite file or in PostgreSQL.",
            "",
            "The bundles are the truth: racy history rebuild makes the index anew from them.",
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            HistoryCommand.ListNights.class,
            HistoryCommand.Show.class,
            HistoryDiffCommand.class,
            HistoryCommand.Import.class,
            HistoryCommand.Export.class,
            HistoryCommand.Rebuild.class,
            HistoryCommand.Prune.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy history list                      the nights, the newest first",
            "  racy history show latest               one of them",
            "  racy history diff latest~1 latest      what changed",
            "  racy history import results/nightly/*  what came from other machines",
            "  racy history export latest --as csv --out night.csv",
            "  racy history rebuild                   from the bundles below results/nightly",
            "  racy history prune --keep 400 --yes    forgets all but the newest",
        })
final class HistoryCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** How a command of the history prints. */
    enum Format {
        text,
        json
    }

    private static String json(Object value) throws JsonProcessingException {
        return JsonMapper.builder()
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build()
                .writeValueAsString(value);
    }

    private static String jdks(Night night) {
        return night.parts().stream().map(Night.Part::jdk).distinct().collect(Collectors.joining(","));
    }

    private static String state(Night night) {
        return night.origin() == Origin.DEMONSTRATION
                ? "demonstration"
                : night.state().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Map<String, Object> data(Night night) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("night", night.id());
        data.put("origin", night.origin());
        data.put("state", night.state());
        data.put("started", night.started().toString());
        data.put("ended", night.ended().toString());
        data.put("revision", night.revision());
        data.put("plan", night.plan());
        data.put("shards", night.shards());
        data.put("missing", night.missing());
        data.put("seed", night.seed());
        data.put("budgetMillis", night.budget().toMillis());
        data.put("parts", night.parts());
        return data;
    }

    private static Map<String, Object> data(EvidenceNight evidence) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("question", evidence.question());
        data.put("variant", evidence.variant());
        data.put("engine", evidence.engine());
        data.put("verdict", evidence.verdict().id());
        data.put("violation", evidence.violation().orElse(null));
        data.put("hits", evidence.hits());
        data.put("samples", evidence.samples());
        data.put("forks", evidence.forks());
        data.put("bound", evidence.bound().orElse(null));
        data.put("seconds", evidence.seconds());
        return data;
    }

    /** Lists nights. */
    @Command(
            name = "list",
            description = "Lists the nights, the newest first.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footerHeading = "%nExamples:%n",
            footer = {"  racy history list --limit 7", "  racy history list --format json"})
    static final class ListNights implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private HistoryPlace place;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "30",
                description = "The newest N nights. Default: ${DEFAULT-VALUE}.")
        private int limit;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                defaultValue = "text",
                description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
        private Format format;

        @Override
        public Integer call() throws JsonProcessingException {
            if (limit < 1) {
                throw new ParameterException(spec.commandLine(), "--limit: " + limit + " is too few, 1 is the least");
            }
            PrintWriter out = spec.commandLine().getOut();
            try (SqlHistory nights = place.read()) {
                List<Night> newest = nights.nights(limit);
                if (format == Format.json) {
                    out.println(json(Map.of(
                            "version",
                            1,
                            "nights",
                            newest.stream().map(HistoryCommand::data).toList())));
                    return ExitCode.CLEAN.value();
                }
                out.printf(
                        "%-24s %-17s %-14s %-16s %-8s %9s %7s %5s%n",
                        "night", "started (UTC)", "state", "revision", "JDKs", "tests", "forks", "racy");
                for (Night night : newest) {
                    List<AnswerNight> answers = nights.answers(night.id());
                    long racy = answers.stream()
                            .filter(answer -> answer.verdict().equals(Verdict.RACY))
                            .count();
                    out.printf(
                            "%-24s %-17s %-14s %-16s %-8s %4d/%-4d %7d %2d/%d%n",
                            night.id(),
                            night.started().toString().substring(0, 16).replace('T', ' '),
                            state(night),
                            Plain.line(night.revision()),
                            jdks(night),
                            night.parts().stream().mapToInt(Night.Part::covered).sum(),
                            night.parts().stream().mapToInt(Night.Part::planned).sum(),
                            night.parts().stream().mapToInt(Night.Part::forks).sum(),
                            racy,
                            answers.size());
                }
                if (newest.isEmpty()) {
                    out.println("No night yet. racy nightly makes one.");
                }
                return ExitCode.CLEAN.value();
            } finally {
                out.flush();
            }
        }
    }

    /** Shows a night. */
    @Command(
            name = "show",
            description = "Shows a night: its answers, its teeth, what failed, where it ran.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footerHeading = "%nExamples:%n",
            footer = {"  racy history show latest", "  racy history show latest~1 --format json"})
    static final class Show implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(
                paramLabel = "NIGHT",
                arity = "0..1",
                defaultValue = "latest",
                description = "Its id, latest, or latest~N. Default: ${DEFAULT-VALUE}.")
        private String night;

        @Mixin
        private HistoryPlace place;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                defaultValue = "text",
                description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
        private Format format;

        @Override
        public Integer call() throws JsonProcessingException {
            PrintWriter out = spec.commandLine().getOut();
            try (SqlHistory nights = place.read()) {
                Night its = HistoryPlace.night(nights, night);
                if (format == Format.json) {
                    Map<String, Object> data = new LinkedHashMap<>();
                    data.put("version", 1);
                    data.putAll(data(its));
                    data.put("answers", nights.answers(its.id()));
                    data.put(
                            "evidence",
                            nights.evidence(its.id()).stream()
                                    .map(HistoryCommand::data)
                                    .toList());
                    out.println(json(data));
                } else {
                    print(nights, its, out);
                }
                return ExitCode.CLEAN.value();
            } finally {
                out.flush();
            }
        }

        private static void print(SqlHistory nights, Night night, PrintWriter out) {
            if (night.origin() == Origin.DEMONSTRATION) {
                out.println("Demonstration data: a generator made these numbers; nothing here was measured.");
            }
            out.println("Night " + night.id() + ", " + state(night) + ", revision " + Plain.line(night.revision()));
            out.println("  " + night.started() + " to " + night.ended() + ", seed " + night.seed());
            if (!night.missing().isEmpty()) {
                out.println("  shards that never came: " + night.missing() + " of " + night.shards());
            }
            List<StressNight> tests = nights.tests(night.id());
            for (Night.Part part : night.parts()) {
                List<StressNight> seeded = tests.stream()
                        .filter(test ->
                                test.jdk().equals(part.jdk()) && test.test().isSeeded() && test.forks() > 0)
                        .toList();
                out.printf(
                        "  shard %d, JDK %s: %d of %d tests in %d forks; environment %s%n",
                        part.shard(), part.jdk(), part.covered(), part.planned(), part.forks(), part.fingerprint());
                out.printf(
                        "    seeded races on this JDK: %d of %d witnessed; benchmarks measured: %d of %d%n",
                        seeded.stream().filter(StressNight::isWitnessed).count(),
                        seeded.size(),
                        part.measuredBenchmarks(),
                        part.plannedBenchmarks());
            }
            out.println();
            out.println("Answers, of the patch as posted, and what they rest on:");
            List<EvidenceNight> evidence = nights.evidence(night.id());
            for (AnswerNight answer : nights.answers(night.id())) {
                out.printf(
                        "  %-16s %s%s%s%s%n",
                        answer.question(),
                        answer.verdict(),
                        answer.unexpected() > 0 ? "   UNEXPECTED" : "",
                        answer.unwitnessed() > 0 ? "   NO TEETH" : "",
                        answer.untried() > 0 ? "   tests not tried: " + answer.untried() : "");
                VerdictBasis.of(answer.question(), evidence)
                        .lines()
                        .forEach(line -> out.println("                     " + Plain.line(line.toString())));
            }
            List<StressNight> failing =
                    tests.stream().filter(StressNight::isFailure).toList();
            for (StressNight test : failing) {
                out.println("FAILED " + Plain.line(test.test().shortName()) + " on JDK " + test.jdk());
            }
            for (ForkNight fork : nights.notableForks(night.id())) {
                if (!fork.fork().isNormal()) {
                    out.println("FORK " + fork.fork().status() + " "
                            + Plain.line(StressTest.shortName(fork.fork().spec().test())) + " on JDK " + fork.jdk()
                            + ": " + fork.replay());
                    fork.fork().messages().stream().limit(3).forEach(line -> out.println("    " + Plain.line(line)));
                }
            }
        }
    }

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
    static final class Import implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "BUNDLE", arity = "1..*", description = "Directories of sealed bundles.")
        private List<Path> bundles;

        @Mixin
        private HistoryPlace place;

        @Option(names = "--replace", description = "A night that is there with other contents gives way.")
        private boolean replace;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            List<BundleException> refused = new ArrayList<>();
            try (SqlHistory nights = place.write()) {
                nights.importBundles(
                        bundles,
                        replace,
                        done -> {
                            out.println(done.night() + (done.isNew() ? ": taken in" : ": was there already"));
                            out.flush();
                        },
                        why -> {
                            spec.commandLine().getErr().println("racy: " + why.getMessage());
                            refused.add(why);
                        });
            }
            return (refused.isEmpty() ? ExitCode.CLEAN : ExitCode.INFRASTRUCTURE).value();
        }
    }

    /** Writes a night's numbers to a file. */
    @Command(
            name = "export",
            description = "Writes what the history holds of a night, with what changed since the last comparable one.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footerHeading = "%nExamples:%n",
            footer = {
                "  racy history export latest --as csv --out night.csv",
                "  racy history export latest --as junit --out night.xml",
            })
    static final class Export implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(
                paramLabel = "NIGHT",
                arity = "0..1",
                defaultValue = "latest",
                description = "Its id, latest, or latest~N. Default: ${DEFAULT-VALUE}.")
        private String night;

        @Option(
                names = "--as",
                paramLabel = "FORMAT",
                defaultValue = "JSON",
                description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
        private racy.report.export.Format format;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                required = true,
                description = "The file; /dev/stdout for the standard output.")
        private Path out;

        @Mixin
        private HistoryPlace place;

        @Override
        public Integer call() throws IOException {
            try (SqlHistory nights = place.read()) {
                Night its = HistoryPlace.night(nights, night);
                Diff diff = Diffs.withLastComparable(nights, its);
                if (!Exports.write(format, nights, its, diff, out)) {
                    spec.commandLine().getErr().println("racy: nothing to tell, so there is no " + out);
                }
                return ExitCode.CLEAN.value();
            } catch (IOException e) {
                spec.commandLine().getErr().println("racy: cannot write " + out + ": " + e);
                return ExitCode.INFRASTRUCTURE.value();
            }
        }
    }

    /** Makes the history anew. */
    @Command(
            name = "rebuild",
            description = "Makes the history anew from bundles. After a failure it is as it was.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footerHeading = "%nExamples:%n",
            footer = {"  racy history rebuild", "  racy history rebuild /srv/racy/nights --history new.db"})
    static final class Rebuild implements Callable<Integer> {
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
                        spec.commandLine(),
                        "DIR: there is no sealed bundle in " + directories + "; nothing was changed");
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
            spec.commandLine().getErr().println("racy: left out: " + bundle + ": " + why);
        }
    }

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
    static final class Prune implements Callable<Integer> {
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
}
