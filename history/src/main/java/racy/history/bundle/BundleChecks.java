// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import racy.bench.BenchResult;
import racy.bench.BenchRun;
import racy.history.NightState;
import racy.review.Effort;
import racy.review.Observation;
import racy.stress.runner.ForkRecord;
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
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final int NO_LINE = 0;

    private final Path file;
    private final int line;

    private BundleChecks(Path file, int line) {
        this.file = file;
        this.line = line;
    }

    private String where() {
        return file + (line == NO_LINE ? "" : ":" + line) + ": ";
    }

    static void check(Path file, BundleManifest manifest) throws BundleException {
        BundleChecks checks = new BundleChecks(file, NO_LINE);
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
        BundleChecks checks = new BundleChecks(file, NO_LINE);
        checks.that(
                seal.version() == manifest.version(),
                seal.version(),
                "is not the version of the bundle, which is %d",
                manifest.version());
        checks.time(seal.ended());
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
                    SEALED_FILE.matcher(name).matches() && !steps.contains("..") && !steps.contains("."),
                    name,
                    "is no file of a bundle");
            checks.that(DIGEST.matcher(sealed.getValue()).matches(), sealed.getValue(), "is no SHA-256");
        }
    }

    static void check(Path file, PartManifest part, BundleManifest manifest) throws BundleException {
        BundleChecks checks = new BundleChecks(file, NO_LINE);
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

    static void check(Path manifest, Path ledger, StressRun run) throws BundleException {
        BundleChecks checks = new BundleChecks(manifest, NO_LINE);
        Set<String> tests = new HashSet<>();
        for (StressTest test : run.manifest().tests()) {
            checks.that(tests.add(test.name()), test.name(), "is there twice");
            checks.that(test.violations().stream().noneMatch(each -> each == null), test.name(), "looks for null");
        }
        record ForkNumber(String test, int fork) {}
        Set<ForkNumber> forks = new HashSet<>();
        long samples = 0;
        for (int i = 0; i < run.forks().size(); i++) {
            ForkRecord fork = run.forks().get(i);
            BundleChecks line = new BundleChecks(ledger, i + 1);
            String test = fork.spec().test();
            line.that(tests.contains(test), test, "is a test that %s does not have", manifest.getFileName());
            line.that(
                    forks.add(new ForkNumber(test, fork.spec().fork())),
                    fork.spec().fork(),
                    "is a fork of %s that an earlier line has",
                    test);
            line.check(fork);
            samples = line.sum(samples, fork.total());
        }
    }

    private void check(ForkRecord fork) throws BundleException {
        that(fork.total() >= 0, fork.total(), "is no number of samples");
        that(fork.samples() >= 0 && fork.samples() <= fork.total(), fork.samples(), "is no part of %d", fork.total());
        that(fork.wallMillis() >= 0 && fork.wallMillis() <= Integer.MAX_VALUE, fork.wallMillis(), "is no duration");
        Set<String> ids = new HashSet<>();
        long counted = 0;
        for (Outcome outcome : fork.outcomes()) {
            that(outcome.count() >= 0, outcome.count(), "is no count");
            that(ids.add(outcome.id()), outcome.id(), "is an outcome that the line has twice");
            counted = sum(counted, outcome.count());
        }
        that(
                !fork.isNormal() || counted == fork.total(),
                fork.total(),
                "is the total of outcomes that add up to %d",
                counted);
        that(fork.hits() <= fork.samples(), fork.hits(), "hits are more than %d samples", fork.samples());
    }

    static void check(Path file, int line, Observation observation) throws BundleException {
        BundleChecks checks = new BundleChecks(file, line);
        String name = file.getFileName().toString();
        checks.that(
                name.equals(observation.engine() + BundleFiles.LINES),
                observation.engine(),
                "is not the engine whose evidence %s is",
                name);
        Effort effort = observation.effort();
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
        BundleChecks checks = new BundleChecks(file, NO_LINE);
        Set<List<Object>> names = new HashSet<>();
        for (BenchResult result : run.results()) {
            String name = result.type() + "." + result.method();
            checks.that(names.add(List.of(name, result.params())), name, "is there twice with the same parameters");
            checks.that(Double.isFinite(result.score()), result.score(), "is no score of %s", name);
            for (double mean : result.forkMeans()) {
                checks.that(Double.isFinite(mean), mean, "is no mean of a fork of %s", name);
            }
        }
    }

    private void time(String text) throws BundleException {
        try {
            Instant time = Instant.parse(text);
            that(!time.isBefore(EARLIEST) && !time.isAfter(LATEST), text, "is no time of a measurement");
        } catch (DateTimeException e) {
            throw new BundleException(where() + "'" + text + "' is no time in UTC, ISO 8601", e);
        }
    }

    private long sum(long a, long b) throws BundleException {
        try {
            return Math.addExact(a, b);
        } catch (ArithmeticException e) {
            throw new BundleException(where() + "counts add up to more than a number holds", e);
        }
    }

    /** Most hold: the words of the failure are put together when there is one. */
    private void that(boolean holds, Object value, String what, Object... details) throws BundleException {
        if (!holds) {
            throw new BundleException(where() + "'" + value + "' " + what.formatted(details));
        }
    }
}
