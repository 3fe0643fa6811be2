// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import racy.bench.BenchResult;
import racy.bench.BenchRun;
import racy.history.NightState;
import racy.outside.OutsideFile;
import racy.review.Effort;
import racy.review.Observation;
import racy.review.OutcomeTable;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Manifest;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressRun;
import racy.stress.runner.StressTest;

/**
 * Whether what a bundle's files say can be: a file may be whole and sealed, and yet be another program's, or made to do
 * harm. Text that the format leaves free may be anything; whoever shows it escapes it. Each message begins with the file and,
 * in it, the line.
 */
final class BundleChecks {
    private static final Pattern SEALED_FILE = Pattern.compile("[^\\p{Cc}\\\\/]+(/[^\\p{Cc}\\\\/]+)*");
    private static final int LONGEST_NAME = 1_000;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final String ARCHITECTURE = "os.arch";

    /** More samples or milliseconds than a fork can have. */
    private static final long MOST = 1L << 44;

    /** By how much JMH's score may differ from the mean of what it was made from. */
    private static final double ROUNDING = 1e-5;

    private static final int NO_LINE = 0;

    private final Path file;
    private final int line;

    /** Of a file of one JSON value. */
    BundleChecks(Path file) {
        this(file, NO_LINE);
    }

    private BundleChecks(Path file, int line) {
        this.file = file;
        this.line = line;
    }

    private String where() {
        return file + (line == NO_LINE ? "" : ":" + line) + ": ";
    }

    static void check(Path file, BundleManifest manifest) throws BundleException {
        BundleChecks checks = new BundleChecks(file);
        checks.that(BundleFiles.NAME.matcher(manifest.night()).matches(), manifest.night(), "cannot name a night");
        checks.time(manifest.started());
        checks.that(manifest.shards() >= 1, manifest.shards(), "is no number of shards");
        checks.that(
                manifest.shard() >= 0 && manifest.shard() <= manifest.shards(),
                manifest.shard(),
                "is no shard of %d",
                manifest.shards());
        checks.that(manifest.attempt() >= 1, manifest.attempt(), "is no attempt");
        checks.that(manifest.budgetMillis() >= 0, manifest.budgetMillis(), "is no budget");
    }

    static void check(Path file, Seal seal, BundleManifest manifest) throws BundleException {
        BundleChecks checks = new BundleChecks(file);
        checks.that(
                seal.version() == manifest.version(),
                seal.version(),
                "is not the version of the bundle, which is %d",
                manifest.version());
        checks.time(seal.ended());
        checks.that(
                !Instant.parse(seal.ended()).isBefore(Instant.parse(manifest.started())),
                seal.ended(),
                "is the end of a night that began at %s",
                manifest.started());
        for (int shard : seal.missing()) {
            checks.that(
                    shard >= 1 && shard <= manifest.shards(), shard, "is missing, but is no shard of the night's plan");
        }
        checks.that(
                new TreeSet<>(seal.missing()).stream().toList().equals(seal.missing()),
                seal.missing(),
                "is no list of missing shards in order");
        checks.that(
                seal.missing().isEmpty() || seal.state() == NightState.PARTIAL,
                seal.state(),
                "cannot be a night that misses shards");
        for (Map.Entry<String, String> sealed : seal.files().entrySet()) {
            String name = sealed.getKey();
            List<String> steps = List.of(name.split("/"));
            checks.that(
                    name.length() <= LONGEST_NAME
                            && SEALED_FILE.matcher(name).matches()
                            && !steps.contains("..")
                            && !steps.contains("."),
                    name,
                    "is no file of a bundle");
            checks.that(DIGEST.matcher(sealed.getValue()).matches(), sealed.getValue(), "is no SHA-256");
        }
    }

    static void check(Path file, PartManifest part, BundleManifest manifest) throws BundleException {
        BundleChecks checks = new BundleChecks(file);
        checks.that(
                part.shard() >= 1 && part.shard() <= manifest.shards(),
                part.shard(),
                "is no shard of %d",
                manifest.shards());
        checks.that(
                manifest.shard() == 0 || manifest.shard() == part.shard(),
                part.shard(),
                "is not the shard that the bundle is");
        checks.that(BundleFiles.NAME.matcher(part.jdk()).matches(), part.jdk(), "cannot label a JDK");
        checks.time(part.started());
    }

    /** Whether a bundle is of the plan in it. The plan's id is the digest of the rest of the plan. */
    static void check(Path file, BundleManifest manifest, Plan plan) throws BundleException {
        BundleChecks checks = new BundleChecks(file);
        checks.that(plan.id().equals(manifest.plan()), manifest.plan(), "is not the plan in the bundle, %s", plan.id());
        checks.that(
                plan.shards() == manifest.shards(), manifest.shards(), "shards are not the plan's %d", plan.shards());
        checks.that(plan.seed() == manifest.seed(), manifest.seed(), "is not the seed of the plan, %d", plan.seed());
    }

    /** Whether a part is what the plan and the request say. */
    static void check(Bundle.Part part, Plan plan, Coverage coverage, Map<Integer, Asked> requests)
            throws BundleException {
        PartManifest manifest = part.manifest();
        int shard = manifest.shard();
        BundleChecks checks = new BundleChecks(part.directory().resolve(BundleFiles.PART));
        Asked asked = requests.get(shard);
        checks.that(asked != null, shard, "is a shard that was not asked for anything");
        checks.that(
                asked.jdks().contains(manifest.jdk()),
                manifest.jdk(),
                "is a JDK that shard %d was not asked for",
                shard);
        String architecture = manifest.environment().getOrDefault(ARCHITECTURE, plan.architecture());
        checks.that(
                architecture.equals(plan.architecture()), architecture, "is not the plan's %s", plan.architecture());
        checks.same(manifest.code().keySet(), coverage.tests(shard), "the tests of shard " + shard);
        checks.that(
                Set.copyOf(manifest.benchmarks()).size()
                        == manifest.benchmarks().size(),
                manifest.benchmarks(),
                "names a benchmark twice");
        checks.same(
                Set.copyOf(manifest.benchmarks()),
                asked.benchmarks() ? coverage.benchmarks(shard) : Set.of(),
                "the benchmarks of shard " + shard);
        if (part.stress().isPresent()) {
            BundleChecks stress = new BundleChecks(
                    part.directory().resolve(BundleFiles.STRESS).resolve(BundleFiles.STRESS_MANIFEST));
            Manifest run = part.stress().get().manifest();
            stress.that(run.seed() == plan.seed(), run.seed(), "is not the seed of the plan, %d", plan.seed());
            stress.same(
                    run.tests().stream().map(StressTest::name).collect(Collectors.toSet()),
                    coverage.tests(shard),
                    "the tests of shard " + shard);
        }
        Set<String> benchmarks =
                manifest.benchmarks().stream().map(BundleChecks::shortName).collect(Collectors.toSet());
        checkPlanned(part.directory().resolve(BundleFiles.BENCH), part.bench(), benchmarks);
        checkPlanned(part.directory().resolve(BundleFiles.CONFIRM), part.confirm(), benchmarks);
    }

    private static void checkPlanned(Path file, Optional<BenchRun> run, Set<String> planned) throws BundleException {
        for (BenchResult result : run.map(BenchRun::results).orElse(List.of())) {
            new BundleChecks(file)
                    .that(
                            planned.contains(result.benchmark()),
                            result.benchmark(),
                            "is a benchmark that was not planned");
        }
    }

    /** The class and the method, as a result names its benchmark. */
    private static String shortName(String benchmark) {
        int method = benchmark.lastIndexOf('.');
        int type = benchmark.lastIndexOf('.', method - 1);
        return benchmark.substring(type + 1, method + 1)
                + benchmark.substring(method + 1).split(":", 2)[0];
    }

    private void same(Set<String> here, Set<String> planned, String what) throws BundleException {
        Set<String> more = new TreeSet<>(here);
        more.removeAll(planned);
        that(more.isEmpty(), first(more), "is not in the plan among " + what);
        Set<String> less = new TreeSet<>(planned);
        less.removeAll(here);
        that(less.isEmpty(), first(less), "is in the plan among " + what + ", and is not here");
    }

    private static String first(Set<String> names) {
        return names.stream().findFirst().orElse("");
    }

    /** Whether what the seal says of the night can be, with what is there. It may say less, if a worker broke. */
    static void check(
            Path file,
            Seal seal,
            BundleManifest manifest,
            Coverage coverage,
            SortedMap<Integer, Asked> requests,
            List<Bundle.Part> parts)
            throws BundleException {
        BundleChecks checks = new BundleChecks(file);
        List<Integer> missing = manifest.shard() == 0 ? coverage.missing(requests) : List.of();
        checks.that(seal.missing().equals(missing), seal.missing(), "are called missing; %s are", missing);
        List<String> lacks = coverage.lackedBy(requests, parts);
        checks.that(
                seal.state() != NightState.COMPLETE || lacks.isEmpty(),
                seal.state(),
                "is what the seal says, but %s%s",
                lacks.stream().findFirst().orElse(""),
                lacks.size() < 2 ? "" : "; and " + (lacks.size() - 1) + " more");
    }

    /** A night is of one revision: on each JDK a test is the same one, and grades an outcome in the same way. */
    static void checkSameTests(List<Bundle.Part> parts) throws BundleException {
        Map<String, StressTest> tests = new HashMap<>();
        Map<String, Map<String, Outcome>> grades = new HashMap<>();
        for (Bundle.Part part : parts) {
            if (part.stress().isEmpty()) {
                continue;
            }
            Path stress = part.directory().resolve(BundleFiles.STRESS);
            BundleChecks manifest = new BundleChecks(stress.resolve(BundleFiles.STRESS_MANIFEST));
            for (StressTest test : part.stress().get().manifest().tests()) {
                StressTest other = tests.putIfAbsent(test.name(), test);
                manifest.that(other == null || other.equals(test), test.name(), "is another test in another part");
            }
            List<ForkRecord> forks = part.stress().get().forks();
            for (int i = 0; i < forks.size(); i++) {
                Map<String, Outcome> known =
                        grades.computeIfAbsent(forks.get(i).spec().test(), test -> new HashMap<>());
                for (Outcome outcome : forks.get(i).outcomes()) {
                    Outcome other = known.putIfAbsent(outcome.id(), outcome);
                    if (other != null && (other.expect() != outcome.expect() || other.hit() != outcome.hit())) {
                        new BundleChecks(stress.resolve(BundleFiles.FORKS), i + 1)
                                .that(false, outcome.id(), "is an outcome that another line grades otherwise");
                    }
                }
            }
        }
    }

    static void check(Path manifest, Path ledger, StressRun run) throws BundleException {
        BundleChecks checks = new BundleChecks(manifest);
        Map<String, StressTest> tests = new HashMap<>();
        for (StressTest test : run.manifest().tests()) {
            checks.that(tests.put(test.name(), test) == null, test.name(), "is there twice");
            checks.that(test.violations().stream().noneMatch(each -> each == null), test.name(), "looks for null");
        }
        Map<String, Integer> forks = new HashMap<>();
        for (int i = 0; i < run.forks().size(); i++) {
            ForkRecord fork = run.forks().get(i);
            BundleChecks line = new BundleChecks(ledger, i + 1);
            String name = fork.spec().test();
            StressTest test = tests.get(name);
            line.that(test != null, name, "is a test that %s does not have", manifest.getFileName());
            int before = forks.merge(name, 1, Integer::sum) - 1;
            line.that(
                    fork.spec().fork() == before,
                    fork.spec().fork(),
                    "is a fork of %s that comes after %d others",
                    name,
                    before);
            line.check(test, fork);
        }
    }

    private void check(StressTest test, ForkRecord fork) throws BundleException {
        count(fork.total(), "is no number of samples");
        count(fork.startMillis(), "is no time since the start of the run");
        that(fork.wallMillis() >= 0 && fork.wallMillis() <= Integer.MAX_VALUE, fork.wallMillis(), "is no duration");
        Set<String> ids = new HashSet<>();
        long counted = 0;
        for (Outcome outcome : fork.outcomes()) {
            count(outcome.count(), "is no count");
            that(ids.add(outcome.id()), outcome.id(), "is an outcome that the line has twice");
            boolean hit = OutcomeTable.isHit(
                    test.violations(),
                    outcome.id(),
                    OutcomeTable.Grade.valueOf(outcome.expect().name()));
            that(outcome.hit() == hit, outcome.id(), hit ? "is a hit, and is not called one" : "is called a hit");
            counted += outcome.count();
        }
        that(
                !fork.isNormal() || counted == fork.total(),
                fork.total(),
                "is the total of outcomes that add up to %d",
                counted);
        long samples = fork.spec().settings().samples(fork.hits(), fork.total());
        that(fork.samples() == samples, fork.samples(), "samples are counted; these outcomes give %d", samples);
    }

    /** @param proves whether the file's engine is one that can look at every execution */
    static void check(Path file, int line, Observation observation, boolean proves) throws BundleException {
        BundleChecks checks = new BundleChecks(file, line);
        String name = file.getFileName().toString();
        checks.that(
                name.equals(observation.engine() + BundleFiles.LINES),
                observation.engine(),
                "is not the engine whose evidence %s is",
                name);
        Effort effort = observation.effort();
        checks.that(
                !(effort instanceof Effort.Exhausted) || proves,
                observation.engine(),
                "is an engine that looks at no more than some executions, and it is said to have looked at all");
        checks.count(effort.executions(), "is no number of executions");
        checks.that(
                observation.hits() >= 0 && effort.executions() >= observation.hits(),
                observation.hits(),
                "hits cannot be in %d executions",
                effort.executions());
        checks.time(effort.seconds());
        if (observation.finding().secondsToFirst() != null) {
            checks.time(observation.finding().secondsToFirst());
        }
        if (effort instanceof Effort.Sampled sampled) {
            checks.forks(observation.finding().forksWithHits(), sampled.forks(), sampled.bound());
        }
    }

    /** The same of a line of version 1. */
    static void check(Path file, int line, OldObservation observation) throws BundleException {
        BundleChecks checks = new BundleChecks(file, line);
        checks.that(
                observation.hits() >= 0 && observation.samples() >= observation.hits(),
                observation.hits(),
                "hits cannot be in %d samples",
                observation.samples());
        checks.that(
                observation.samples() <= Integer.MAX_VALUE,
                observation.samples(),
                "samples are more than any script's");
        checks.forks(observation.forksWithHits(), observation.forks(), observation.bound());
        checks.time(observation.seconds());
    }

    private void forks(int withHits, int all, Double bound) throws BundleException {
        that(withHits >= 0 && all >= withHits, withHits, "forks with hits cannot be in %d", all);
        that(bound == null || (bound >= 0 && bound <= 1), bound, "is no bound of a share");
    }

    private void time(double seconds) throws BundleException {
        that(Double.isFinite(seconds) && seconds >= 0, seconds, "is no time");
    }

    static void check(Path file, BenchRun run) throws BundleException {
        BundleChecks checks = new BundleChecks(file);
        Set<List<Object>> names = new HashSet<>();
        for (BenchResult result : run.results()) {
            String name = result.type() + "." + result.method();
            checks.that(names.add(List.of(name, result.params())), name, "is there twice with the same parameters");
            checks.that(Double.isFinite(result.score()), result.score(), "is no score of %s", name);
            double sum = 0;
            for (double mean : result.forkMeans()) {
                checks.that(Double.isFinite(mean), mean, "is no mean of a fork of %s", name);
                sum += mean;
            }
            double mean = sum / result.forkMeans().size();
            checks.that(
                    result.forkMeans().isEmpty() || Math.abs(result.score() - mean) <= Math.abs(mean) * ROUNDING,
                    result.score(),
                    "is the score of %s, whose forks have a mean of %s",
                    name,
                    Double.toString(mean));
        }
    }

    private void time(String text) throws BundleException {
        try {
            Instant time = Instant.parse(text);
            that(!time.isBefore(EARLIEST) && !time.isAfter(LATEST), text, "is no time of a measurement");
        } catch (DateTimeException e) {
            throw new BundleException(where() + "'" + OutsideFile.excerpt(text) + "' is no time in UTC, ISO 8601", e);
        }
    }

    /** Small enough that no sum of all that a bundle can hold is more than a number holds. */
    private void count(long count, String what) throws BundleException {
        that(count >= 0 && count <= MOST, count, what);
    }

    /** Most hold: the words of the failure are put together when there is one. */
    void that(boolean holds, Object value, String what, Object... details) throws BundleException {
        if (!holds) {
            Object[] shown = Arrays.stream(details)
                    .map(detail -> detail instanceof String ? OutsideFile.excerpt(detail) : detail)
                    .toArray();
            throw new BundleException(where() + "'" + OutsideFile.excerpt(value) + "' " + what.formatted(shown));
        }
    }
}
