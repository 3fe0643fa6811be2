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
import java.util.function.Consumer;

/**
 * Runs stress tests, one fork at a time and round by round in the order of the request, so that a short budget still
 * covers every test, or the first ones. Each fork is in the ledger before the next one starts.
 */
public final class StressEngine {
    /** Forks that a seeded race has in one go until it is seen. */
    private static final int TRIES = 6;

    private final Consumer<StressProgress> progress;
    private volatile boolean stopped;

    /** An engine that reports each fork to this listener. */
    public StressEngine(Consumer<StressProgress> progress) {
        this.progress = progress;
    }

    /** The settings that suit this machine as busy as it is now. */
    public static ForkSettings settings() {
        return ForkSettings.standard(CpuLoad.spinStyle());
    }

    /** Ends a run from another thread: the fork in hand is killed and forgotten, the others are kept. */
    public void stop() {
        stopped = true;
        ForkRunner.killForks();
    }

    /** Whether {@link #stop} was called. */
    public boolean isStopped() {
        return stopped;
    }

    /**
     * Runs until the budget is used up, no test is left, or {@link #stop}. A seeded race that was begun gets a few forks
     * until it is seen, at the end of the budget too.
     */
    public StressRun run(StressRequest request, Path directory) throws StressException {
        Manifest manifest = manifest(request);
        List<ForkRecord> forks = new ArrayList<>();
        try (Ledger ledger = Ledger.create(directory, manifest)) {
            StressVm vm = StressVm.probe(request.settings());
            ForkRunner runner = new ForkRunner();
            List<Lane> lanes = request.tests().stream()
                    .map(test -> new Lane(test, new ForkPlan(test, vm, request.settings(), request.seed())))
                    .toList();
            long start = System.nanoTime();
            Optional<Lane> next = next(lanes, request, start);
            while (next.isPresent() && !stopped) {
                Lane lane = next.get();
                ForkRecord fork = runner.run(lane.test, lane.plan.fork(lane.forks));
                if (stopped) {
                    break;
                }
                ledger.append(fork);
                forks.add(fork);
                lane.add(fork);
                progress.accept(progress(lanes, fork, forks.size(), request, start));
                next = next(lanes, request, start);
            }
        }
        return new StressRun(directory, manifest, List.copyOf(forks), List.of());
    }

    /** Runs one recorded fork again: same test, compile mode, flags, seed and settings. */
    public StressRun replay(StressTest test, ForkSpec spec, Path directory) throws StressException {
        StressRequest request =
                new StressRequest(List.of(test), Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE, 0, spec.settings());
        Manifest manifest = manifest(request);
        try (Ledger ledger = Ledger.create(directory, manifest)) {
            StressVm.probe(spec.settings());
            ForkRecord fork = new ForkRunner().run(test, spec);
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

    /** The test that is due among those that may get another fork; after the budget only a pressing one. */
    private static Optional<Lane> next(List<Lane> lanes, StressRequest request, long start) {
        boolean over = elapsed(start).compareTo(request.budget()) >= 0;
        return lanes.stream()
                .filter(lane -> over ? lane.isPressing() : lane.isLive(request))
                .min(Comparator.comparingInt(Lane::turn));
    }

    private static StressProgress progress(
            List<Lane> lanes, ForkRecord last, int forks, StressRequest request, long start) {
        int covered = (int) lanes.stream().filter(lane -> lane.forks > 0).count();
        int live = (int) lanes.stream().filter(lane -> lane.isLive(request)).count();
        return new StressProgress(last, forks, covered, lanes.size(), live, elapsed(start), request.budget());
    }

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** A test and what it has had so far. */
    private static final class Lane {
        private final StressTest test;
        private final ForkPlan plan;
        private int forks;
        private long hits;
        private long millis;

        Lane(StressTest test, ForkPlan plan) {
            this.test = test;
            this.plan = plan;
        }

        void add(ForkRecord fork) {
            forks++;
            millis += fork.wallMillis();
            hits += fork.isNormal() ? fork.hits() : 0;
        }

        /** A seeded race that was begun and not seen: without it the others' "not seen" counts for nothing. */
        boolean isPressing() {
            return test.isSeeded() && hits == 0 && forks > 0 && forks < TRIES;
        }

        /** The one with the least is next. */
        int turn() {
            return isPressing() ? -1 : forks;
        }

        boolean isLive(StressRequest request) {
            boolean enough = test.isSeeded() && hits >= request.stopAfterHits();
            return !enough && millis < request.perTest().toMillis();
        }
    }
}
