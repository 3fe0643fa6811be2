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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
 * The parent of a night's workers: begins the bundle, runs one worker after the other, seals the bundle.
 *
 * <p>A worker whose JVM breaks costs its JDK the rest of its share and nothing else. A bundle that cannot be written
 * ends the night unsealed. So does {@link #finish}; what is there is whole then, and {@link #resume} goes on with it.
 */
public final class NightRunner {
    private final Consumer<NightProgress> progress;
    private final long start = System.nanoTime();
    private final List<String> failures = new ArrayList<>();
    private final AtomicReference<WorkerProcess> worker = new AtomicReference<>();
    private volatile boolean finishing;

    /** @param progress told of each step */
    public NightRunner(Consumer<NightProgress> progress) {
        this.progress = progress;
    }

    /** Ends the night from another thread after the fork in hand; it is not sealed. */
    public void finish() {
        finishing = true;
        Optional.ofNullable(worker.get()).ifPresent(WorkerProcess::finish);
    }

    /** Kills the fork in hand too, after {@link #finish}. */
    public void kill() {
        finish();
        Optional.ofNullable(worker.get()).ifPresent(WorkerProcess::kill);
    }

    /** Whether {@link #finish} was called. */
    public boolean isFinishing() {
        return finishing;
    }

    /**
     * Runs a night.
     *
     * @param directory does not exist or is empty
     * @throws BundleException if the bundle cannot be written; what is written is kept
     */
    public NightSummary start(
            Path directory, BundleManifest manifest, Plan plan, NightRequest request, BenchmarksToConfirm toConfirm)
            throws BundleException {
        try (NightFiles.Lock lock = NightFiles.Lock.take(directory, NightFiles.Lock.Role.PARENT, Duration.ZERO)) {
            BundleWriter writer = BundleWriter.create(directory, manifest);
            plan.write(directory.resolve(BundleFiles.PLAN));
            try {
                BundleFiles.writeDurably(directory.resolve(BundleFiles.REQUEST), request);
            } catch (IOException e) {
                throw new BundleException("cannot write the bundle to " + directory + ": " + BundleFiles.reason(e), e);
            }
            return run(writer, plan, request, toConfirm, lock);
        }
    }

    /**
     * Goes on with a night that was not sealed.
     *
     * @throws BundleException if it cannot be gone on with; it is as it was then
     */
    public NightSummary resume(Path directory, BenchmarksToConfirm toConfirm) throws BundleException {
        try (NightFiles.Lock lock = NightFiles.Lock.take(directory, NightFiles.Lock.Role.PARENT, Duration.ZERO)) {
            BundleWriter writer = BundleWriter.resume(directory);
            if (!Files.exists(directory.resolve(BundleFiles.REQUEST))) {
                throw new BundleException(directory + " was broken off before its first fork; remove it");
            }
            NightRequest request = BundleFiles.read(directory.resolve(BundleFiles.REQUEST), NightRequest.class);
            checkBuild(writer, request);
            return run(writer, Plan.read(directory.resolve(BundleFiles.PLAN)), request, toConfirm, lock);
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
            BundleWriter writer, Plan plan, NightRequest request, BenchmarksToConfirm toConfirm, NightFiles.Lock lock)
            throws BundleException {
        Path directory = writer.directory();
        BundleManifest manifest = writer.manifest();
        boolean nothing = plan.tests(manifest.shard()).isEmpty()
                && plan.benchmarks(manifest.shard()).isEmpty();
        request.absent().forEach(absent -> fail(directory, absent));
        boolean whole = true;
        for (int i = 0; i < request.jdks().size() && !finishing && !nothing; i++) {
            Jdk jdk = request.jdks().get(i);
            Duration after = Duration.ofMillis(manifest.budgetMillis())
                    .dividedBy(request.jdks().size())
                    .multipliedBy(request.jdks().size() - i - 1);
            if (!work(directory, jdk, List.of(), after)) {
                whole = false;
            } else if (!finishing) {
                List<String> again = again(directory, manifest, jdk, toConfirm);
                if (!again.isEmpty()) {
                    whole &= work(directory, jdk, again, after);
                }
            }
        }
        NightFiles.tidy(directory);
        List<NightSummary.Part> parts = summaries(directory, manifest, plan, request);
        if (!finishing) {
            whole &= new Coverage(plan)
                    .lackedBy(manifest.shard(), Asked.of(request), covered(parts))
                    .isEmpty();
            writer.seal(whole ? NightState.COMPLETE : NightState.PARTIAL, List.of());
            lock.remove();
        }
        Map<String, Duration> costs = BenchRunner.costs(plan.benchmarks(manifest.shard()));
        EngineFindings engines = finishing ? EngineFindings.NONE : engineFindings(directory);
        return new NightSummary(
                manifest.night(),
                directory,
                !finishing,
                parts,
                failures,
                engines,
                JdkBudget.budgetFor(
                        costs.values().stream().reduce(Duration.ZERO, Duration::plus),
                        request.jdks().size()));
    }

    /**
     * Runs a worker to its end. Returns whether it did all it had to.
     *
     * @throws BundleException if it cannot write to the bundle: nobody could
     */
    private boolean work(Path directory, Jdk jdk, List<String> again, Duration after) throws BundleException {
        List<String> told = new ArrayList<>();
        try {
            WorkerProcess process = WorkerProcess.start(jdk, directory, again);
            worker.set(process);
            // Set before finishing is read, and the other way round in finish(): one of the two sees the other.
            if (finishing) {
                process.finish();
            }
            int code = process.follow(report -> {
                if (report.failure() != null) {
                    told.add(report.failure());
                }
                Duration left = Duration.ofMillis(report.leftMillis()).plus(after);
                progress.accept(new NightProgress(jdk.label(), report, elapsed(), left));
            });
            Worker.End end = Worker.End.of(code);
            if (end == Worker.End.CANNOT_WRITE) {
                throw new BundleException(told.isEmpty() ? "cannot write to " + directory : told.get(0));
            }
            told.forEach(failure -> fail(directory, "JDK " + jdk.label() + ": " + failure));
            if (end == null && !finishing) {
                String said = process.said().isEmpty() ? "" : ": " + String.join("\n    ", process.said());
                fail(directory, "JDK " + jdk.label() + ": its worker ended with " + code + said);
            }
            return end == Worker.End.DONE;
        } catch (IOException e) {
            fail(directory, "JDK " + jdk.label() + ": no worker can be started: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finishing = true;
            return false;
        } finally {
            worker.set(null);
        }
    }

    /** What is to be measured again, of what was planned. A history that cannot be asked costs the re-run only. */
    private List<String> again(Path directory, BundleManifest manifest, Jdk jdk, BenchmarksToConfirm toConfirm)
            throws BundleException {
        PartManifest part = part(directory, manifest, jdk).orElseThrow();
        Path bench = partDirectory(directory, manifest, jdk).resolve(BundleFiles.BENCH);
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
            fail(directory, "JDK " + jdk.label() + ": no benchmark is measured again: " + e.getMessage());
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
                Path path = partDirectory(directory, manifest, jdk);
                parts.add(summary(jdk, path, plan.tests(manifest.shard()), part.get()));
            }
        }
        return parts;
    }

    private static Map<String, Set<String>> covered(List<NightSummary.Part> parts) {
        return parts.stream().collect(Collectors.toMap(NightSummary.Part::jdk, NightSummary.Part::covering));
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
        Path file = partDirectory(directory, manifest, jdk).resolve(BundleFiles.PART);
        return Files.exists(file) ? Optional.of(BundleFiles.read(file, PartManifest.class)) : Optional.empty();
    }

    private static Path partDirectory(Path directory, BundleManifest manifest, Jdk jdk) {
        return directory.resolve(BundleFiles.PARTS).resolve(BundleFiles.partName(manifest.shard(), jdk.label()));
    }

    private void fail(Path directory, String failure) {
        failures.add(failure);
        String line = Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + failure + "\n";
        try {
            Files.writeString(
                    directory.resolve(NightFiles.LOG),
                    line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            failures.add("cannot write to " + directory.resolve(NightFiles.LOG) + ": " + BundleFiles.reason(e));
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
