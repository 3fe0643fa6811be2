// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import racy.bench.BenchRunner;
import racy.history.NightState;
import racy.history.bundle.Asked;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleEvidence;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.Coverage;
import racy.history.bundle.EngineFindings;
import racy.history.bundle.Jdk;
import racy.history.bundle.NightRequest;
import racy.history.bundle.PartManifest;
import racy.history.bundle.Plan;
import racy.stress.runner.Build;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRun;
import racy.stress.runner.TestSummary;

/**
 * The parent of a night's workers: begins the bundle, runs the {@link Workers} of one JDK after the other, seals the
 * bundle.
 *
 * <p>A JDK whose workers keep breaking costs the other JDKs nothing, and leaves the night unsealed: {@link #resume} goes on
 * with it. If they break again then, and measured nothing new, the night is sealed without the rest. A bundle that cannot
 * be written ends the night unsealed, and so does {@link #finish}; what is there is whole then.
 */
public final class NightRunner {
    /** How long the fork in hand of a night that was killed is waited for. */
    private static final Duration FOR_ORPHANS = Duration.ofSeconds(10);

    private final Consumer<NightProgress> progress;
    private final long start = System.nanoTime();
    private final List<String> failures = new ArrayList<>();
    private final Workers workers;
    private Path bundle;
    private boolean resumed;

    /** @param progress told of each step */
    public NightRunner(Consumer<NightProgress> progress) {
        this(progress, Patience.USUAL);
    }

    NightRunner(Consumer<NightProgress> progress, Patience patience) {
        this.progress = progress;
        workers = new Workers(patience, this::fail);
    }

    /** Ends the night from another thread after the fork in hand; it is not sealed. */
    public void finish() {
        workers.finish();
    }

    /** Kills the fork in hand too, after {@link #finish}. */
    public void kill() {
        workers.kill();
    }

    /**
     * Runs a night.
     *
     * @param directory does not exist, is empty, or holds a night that was killed before it was begun
     * @param jdks where the JDKs of the request are
     * @throws BundleException if the bundle cannot be written; what is written is kept
     */
    public NightSummary start(
            Path directory,
            BundleManifest manifest,
            Plan plan,
            NightRequest request,
            Jdks jdks,
            BenchmarksToConfirm toConfirm)
            throws BundleException {
        List<Jdks.Installed> installed = jdks.installed(request.jdks());
        try (NightFiles.Lock lock = NightFiles.Lock.take(directory, NightFiles.Lock.Role.PARENT, Duration.ZERO)) {
            NightFiles.forgetUnbegun(directory);
            BundleWriter writer = BundleWriter.create(directory, manifest);
            plan.write(directory.resolve(BundleFiles.PLAN));
            try {
                BundleFiles.writeDurably(directory.resolve(BundleFiles.REQUEST), request);
            } catch (IOException e) {
                throw new BundleException("cannot write the bundle to " + directory + ": " + BundleFiles.reason(e), e);
            }
            return run(writer, plan, request, installed, toConfirm, lock);
        }
    }

    /**
     * Goes on with a night that was not sealed. What its bundle says is checked like what a stranger says: nothing in it
     * is a path or a command.
     *
     * @param jdks those that may run; the bundle says which of them do
     * @throws BundleException if it cannot be gone on with; it is as it was then
     */
    public NightSummary resume(Path directory, Jdks jdks, BenchmarksToConfirm toConfirm) throws BundleException {
        try (NightFiles.Lock lock = NightFiles.Lock.take(directory, NightFiles.Lock.Role.PARENT, Duration.ZERO)) {
            BundleWriter writer = BundleWriter.resume(directory);
            NightFiles.checkOwnFiles(directory);
            if (!Files.exists(directory.resolve(BundleFiles.REQUEST))) {
                throw new BundleException(directory
                        + " was broken off before it was begun; begin it again with the same --out, or remove it");
            }
            NightRequest request = NightRequest.read(directory.resolve(BundleFiles.REQUEST));
            Plan plan = Plan.read(directory.resolve(BundleFiles.PLAN));
            if (!plan.id().equals(writer.manifest().plan())) {
                throw new BundleException(directory.resolve(BundleFiles.PLAN) + " is plan " + plan.id()
                        + "; the night was begun with plan " + writer.manifest().plan());
            }
            checkBuild(writer, request);
            checkLedgers(writer, request);
            List<Jdks.Installed> installed = jdks.installed(request.jdks());
            resumed = true;
            return run(writer, plan, request, installed, toConfirm, lock);
        }
    }

    /** A damaged line is no fork, and a night that has one cannot become whole. */
    private static void checkLedgers(BundleWriter writer, NightRequest request) throws BundleException {
        for (Jdk jdk : request.jdks()) {
            Path stress = partDirectory(writer.directory(), writer.manifest(), jdk.label())
                    .resolve(BundleFiles.STRESS);
            try {
                List<String> damaged = StressRun.damagedLines(stress);
                if (!damaged.isEmpty()) {
                    throw new BundleException(damaged.get(0));
                }
            } catch (StressException e) {
                throw new BundleException(e.getMessage(), e);
            }
        }
    }

    /** A night is of one build; another would be told as what this one measured. */
    private static void checkBuild(BundleWriter writer, NightRequest request) throws BundleException {
        Build build = Build.read();
        BundleManifest manifest = writer.manifest();
        String begun = manifest.revision();
        boolean same = begun.equals(build.revision());
        for (Jdk jdk : request.jdks()) {
            Optional<PartManifest> part = part(writer.directory(), manifest, jdk);
            same &= part.isEmpty()
                    || build.jarSha256().equals(part.get().environment().get("racy.jar.sha256"));
        }
        if (!same) {
            throw new BundleException(
                    writer.directory() + " was begun by another build, of revision " + begun + "; this one is of "
                            + build.revision() + ". Go on with the build that began it, or begin a new night");
        }
    }

    private NightSummary run(
            BundleWriter writer,
            Plan plan,
            NightRequest request,
            List<Jdks.Installed> jdks,
            BenchmarksToConfirm toConfirm,
            NightFiles.Lock lock)
            throws BundleException {
        Path directory = writer.directory();
        bundle = directory;
        BundleManifest manifest = writer.manifest();
        boolean nothing = plan.tests(manifest.shard()).isEmpty()
                && plan.benchmarks(manifest.shard()).isEmpty();
        boolean open = false;
        boolean whole = true;
        try (NightProcesses processes = processes(directory)) {
            processes.endOrphans(FOR_ORPHANS);
            request.absent().forEach(this::fail);
            Duration share = jdks.isEmpty()
                    ? Duration.ZERO
                    : Duration.ofMillis(manifest.budgetMillis()).dividedBy(jdks.size());
            for (int i = 0; i < jdks.size() && !workers.isFinishing() && !nothing; i++) {
                Workers.Task task = new Workers.Task(jdks.get(i), directory, share, List.of());
                Duration after = share.multipliedBy(jdks.size() - i - 1L);
                long before = measured(directory, manifest, task);
                Workers.End end = work(processes, task, after);
                if (end == Workers.End.DONE && !workers.isFinishing()) {
                    List<String> again = again(directory, manifest, task.jdk().jdk(), toConfirm);
                    if (!again.isEmpty()) {
                        end = work(processes, new Workers.Task(task.jdk(), directory, share, again), after);
                    }
                }
                whole &= end == Workers.End.DONE;
                boolean hopeless =
                        end == Workers.End.BROKEN && resumed && measured(directory, manifest, task) == before;
                if (hopeless) {
                    fail(task.name() + "nothing new was measured; the night ends without the rest");
                }
                open |= end != Workers.End.DONE && !hopeless;
            }
        }
        NightFiles.tidy(directory);
        List<NightSummary.Part> parts = summaries(directory, manifest, plan, request);
        open |= workers.isFinishing();
        if (!open) {
            whole &= new Coverage(plan)
                    .lackedBy(manifest.shard(), Asked.of(request), had(directory, manifest, parts))
                    .isEmpty();
            writer.seal(whole ? NightState.COMPLETE : NightState.PARTIAL, List.of());
            lock.remove();
        }
        Map<String, Duration> costs = BenchRunner.costs(plan.benchmarks(manifest.shard()));
        EngineFindings engines = open ? EngineFindings.NONE : engineFindings(directory);
        return new NightSummary(
                manifest.night(),
                directory,
                !open,
                parts,
                failures,
                engines,
                JdkBudget.budgetFor(
                        costs.values().stream().reduce(Duration.ZERO, Duration::plus),
                        request.jdks().size()));
    }

    private static NightProcesses processes(Path directory) throws BundleException {
        try {
            return new NightProcesses(directory);
        } catch (IOException e) {
            throw new BundleException("cannot start a process: " + BundleFiles.reason(e), e);
        }
    }

    private Workers.End work(NightProcesses processes, Workers.Task task, Duration after) throws BundleException {
        return workers.work(processes, task, report -> {
            Duration left = Duration.ofMillis(report.leftMillis()).plus(after);
            progress.accept(new NightProgress(task.jdk().jdk().label(), report, elapsed(), left));
        });
    }

    /** How much was measured on a JDK: a number that grows with it. */
    private static long measured(Path directory, BundleManifest manifest, Workers.Task task) throws BundleException {
        return NightFiles.measured(
                partDirectory(directory, manifest, task.jdk().jdk().label()));
    }

    /** What is to be measured again, of what was planned. A history that cannot be asked costs the re-run only. */
    private List<String> again(Path directory, BundleManifest manifest, Jdk jdk, BenchmarksToConfirm toConfirm)
            throws BundleException {
        PartManifest part = part(directory, manifest, jdk).orElseThrow();
        Path bench = partDirectory(directory, manifest, jdk.label()).resolve(BundleFiles.BENCH);
        if (!Files.exists(bench)) {
            return List.of();
        }
        try {
            List<String> again = toConfirm.of(part, bench);
            Set<String> unknown = new HashSet<>(again);
            part.benchmarks().forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException(unknown + " were not planned");
            }
            return again;
        } catch (RuntimeException e) {
            fail("JDK " + jdk.label() + ": no benchmark is measured again: " + e.getMessage());
            return List.of();
        }
    }

    /** Of the sealed night. One that cannot be read back is told as what it is: the night is over all the same. */
    private EngineFindings engineFindings(Path directory) {
        try {
            return BundleEvidence.of(Bundle.read(directory)).findings();
        } catch (BundleException e) {
            failures.add("the sealed bundle cannot be read back: " + e.getMessage());
            return EngineFindings.NONE;
        }
    }

    private static List<NightSummary.Part> summaries(
            Path directory, BundleManifest manifest, Plan plan, NightRequest request) throws BundleException {
        List<NightSummary.Part> parts = new ArrayList<>();
        for (Jdk jdk : request.jdks()) {
            Optional<PartManifest> part = part(directory, manifest, jdk);
            if (part.isPresent()) {
                Path path = partDirectory(directory, manifest, jdk.label());
                parts.add(summary(jdk, path, plan.tests(manifest.shard()), part.get()));
            }
        }
        return parts;
    }

    private static Map<String, Coverage.Had> had(Path directory, BundleManifest manifest, List<NightSummary.Part> parts)
            throws BundleException {
        Map<String, Coverage.Had> had = new HashMap<>();
        for (NightSummary.Part part : parts) {
            Path evidence = partDirectory(directory, manifest, part.jdk()).resolve(BundleFiles.EVIDENCE);
            had.put(part.jdk(), new Coverage.Had(part.covering(), NightFiles.measured(evidence) > 0));
        }
        return had;
    }

    private static NightSummary.Part summary(Jdk jdk, Path path, List<String> tests, PartManifest part)
            throws BundleException {
        List<TestSummary> shown = List.of();
        Path stress = path.resolve(BundleFiles.STRESS);
        try {
            if (Files.exists(stress)) {
                shown = StressRun.read(stress).summaries();
            }
        } catch (StressException e) {
            throw new BundleException(e.getMessage(), e);
        }
        return new NightSummary.Part(
                jdk.label(),
                tests.size(),
                shown.stream().mapToInt(TestSummary::forks).sum(),
                shown.stream().mapToInt(test -> test.failures().size()).sum(),
                shown,
                part.benchmarks().size(),
                measured(path.resolve(BundleFiles.BENCH)));
    }

    private static int measured(Path bench) throws BundleException {
        try {
            return Files.exists(bench) ? BenchRunner.measured(bench).size() : 0;
        } catch (IOException e) {
            throw new BundleException("cannot read " + bench + ": " + BundleFiles.reason(e), e);
        }
    }

    private static Optional<PartManifest> part(Path directory, BundleManifest manifest, Jdk jdk)
            throws BundleException {
        Path file = partDirectory(directory, manifest, jdk.label()).resolve(BundleFiles.PART);
        return Files.exists(file) ? Optional.of(BundleFiles.read(file, PartManifest.class)) : Optional.empty();
    }

    private static Path partDirectory(Path directory, BundleManifest manifest, String jdk) {
        return directory.resolve(BundleFiles.PARTS).resolve(BundleFiles.partName(manifest.shard(), jdk));
    }

    private void fail(String failure) {
        failures.add(failure);
        String line = Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + failure + "\n";
        try {
            Files.writeString(
                    bundle.resolve(NightFiles.LOG),
                    line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            failures.add("cannot write to " + bundle.resolve(NightFiles.LOG) + ": " + BundleFiles.reason(e));
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
