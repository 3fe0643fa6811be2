// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import racy.outside.OutsideFile;

/**
 * Runs stress tests, one fork at a time. Each round takes the tests in the order of the request, so a short budget
 * still covers every test, or at least the first ones. Each fork is in the ledger before the next one starts.
 */
public final class StressEngine {
    private final Consumer<StressProgress> progress;
    private volatile boolean stopped;
    private volatile boolean finishing;
    private volatile ForkRunner runner;

    /** An engine that reports each fork to this listener. */
    public StressEngine(Consumer<StressProgress> progress) {
        this.progress = progress;
    }

    /** The settings that suit this machine and its present load. */
    public static ForkSettings settings() {
        return ForkSettings.standard(CpuLoad.spinStyle());
    }

    /** Stops a run from another thread. The current fork is killed and dropped. The others are kept. */
    public void stop() {
        stopped = true;
        ForkRunner running = runner;
        if (running != null) {
            running.killForks();
        }
    }

    /** Whether {@link #stop} was called. */
    public boolean isStopped() {
        return stopped;
    }

    /** Ends a run from another thread after the current fork is in the ledger. */
    public void finish() {
        finishing = true;
    }

    /**
     * Runs until the budget is used up, no test is left, or {@link #stop} was called. A seeded race that was begun gets
     * some forks until it is seen, even after the end of the budget.
     */
    public StressRun run(StressRequest request, Path directory) throws StressException {
        Manifest manifest = manifest(request);
        try (Ledger ledger = Ledger.create(directory, manifest)) {
            return run(ledger, manifest, request, List.of());
        }
    }

    /**
     * Continues a run that was stopped, after the last complete fork in its ledger. If the run was not begun, begins
     * it. A run that was begun keeps what its manifest says: tests, budget, seed, settings. The time that its forks
     * took is spent. Only the priorities come from this request.
     */
    public StressRun resume(StressRequest request, Path directory) throws StressException {
        Optional<Manifest> begun = Ledger.begun(directory);
        if (begun.isEmpty()) {
            return run(request, directory);
        }
        Manifest manifest = begun.get();
        checkTests(manifest, directory);
        StressRequest kept = new StressRequest(
                manifest.tests(),
                Duration.ofMillis(manifest.budgetMillis()),
                Duration.ofMillis(manifest.budgetMillis()),
                manifest.stopAfterHits(),
                manifest.seed(),
                manifest.settings(),
                request.priorities());
        try (Ledger ledger = Ledger.resume(directory)) {
            StressRun before = StressRun.read(directory);
            if (!before.warnings().isEmpty()) {
                throw new StressException(before.warnings().get(0) + "; a run with a damaged line cannot be continued");
            }
            Set<String> asked = manifest.tests().stream().map(StressTest::name).collect(Collectors.toSet());
            for (ForkRecord fork : before.forks()) {
                if (!asked.contains(fork.spec().test())) {
                    throw new StressException(
                            directory + " holds a fork of " + fork.spec().test() + ", which the run was not asked for");
                }
            }
            return run(ledger, manifest, kept, before.forks());
        }
    }

    /** A test is what its class says; what a stored run says of it is not taken. */
    private static void checkTests(Manifest manifest, Path directory) throws StressException {
        Catalogue catalogue = Catalogue.load();
        for (StressTest test : manifest.tests()) {
            if (!catalogue.find(test.name()).equals(Optional.of(test))) {
                throw new StressException(directory + " was begun with a test " + OutsideFile.excerpt(test.name())
                        + " that is not the same here: go on with the build that began it");
            }
        }
    }

    private StressRun run(Ledger ledger, Manifest manifest, StressRequest request, List<ForkRecord> before)
            throws StressException {
        List<ForkRecord> forks = new ArrayList<>(before);
        ForkScheduler scheduler = new ForkScheduler(request);
        before.forEach(scheduler::add);
        Duration spent = before.stream()
                .map(fork -> Duration.ofMillis(fork.startMillis() + fork.wallMillis()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        Optional<ForkScheduler.Lane> next = scheduler.next(spent);
        if (next.isPresent()) {
            StressVm vm = StressVm.probe(request.settings());
            long start = System.nanoTime() - spent.toNanos();
            runner = new ForkRunner(start);
            while (next.isPresent() && !stopped && !finishing) {
                ForkScheduler.Lane lane = next.get();
                ForkPlan plan = new ForkPlan(lane.test(), vm, request.settings(), request.seed());
                ForkRecord fork = runner.run(lane.test(), plan.fork(lane.forks()));
                if (stopped) {
                    break;
                }
                ledger.append(fork);
                forks.add(fork);
                scheduler.add(fork);
                progress.accept(scheduler.progress(fork, elapsed(start)));
                next = scheduler.next(elapsed(start));
            }
        }
        return new StressRun(ledger.directory(), manifest, List.copyOf(forks), List.of());
    }

    /**
     * Runs one recorded fork again, with the same test, compile mode, flags, seed and settings. Nothing of the record
     * becomes an argument of a JVM: it only chooses among what this engine runs by itself.
     *
     * @throws StressException if this engine would not run such a fork on this JVM; then nothing was started
     */
    public StressRun replay(StressTest test, ForkSpec recorded, Path directory) throws StressException {
        StressVm.checkReplay(recorded.jvmArgs());
        ForkSpec spec = StressVm.probe(recorded.settings()).replayed(test, recorded);
        StressRequest request =
                new StressRequest(List.of(test), Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE, 0, spec.settings());
        Manifest manifest = manifest(request);
        try (Ledger ledger = Ledger.create(directory, manifest)) {
            runner = new ForkRunner(System.nanoTime());
            ForkRecord fork = runner.run(test, spec);
            if (stopped) {
                return new StressRun(directory, manifest, List.of(), List.of());
            }
            ledger.append(fork);
            return new StressRun(directory, manifest, List.of(fork), List.of());
        }
    }

    private static Manifest manifest(StressRequest request) {
        return new Manifest(
                Manifest.VERSION,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                Environment.capture(),
                request.budget().toMillis(),
                request.seed(),
                request.stopAfterHits(),
                request.settings(),
                request.tests());
    }

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
