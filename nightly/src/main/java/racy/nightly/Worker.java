// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import racy.bench.BenchRunner;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.Jdk;
import racy.history.bundle.NightRequest;
import racy.history.bundle.PartManifest;
import racy.history.bundle.Plan;
import racy.review.Engines;
import racy.review.EvidenceEngine;
import racy.review.EvidenceException;
import racy.review.EvidenceRequest;
import racy.review.Observation;
import racy.review.Progress;
import racy.review.Watch;
import racy.stress.evidence.StressObservations;
import racy.stress.runner.Catalogue;
import racy.stress.runner.CodeDigest;
import racy.stress.runner.Environment;
import racy.stress.runner.Priority;
import racy.stress.runner.StressEngine;
import racy.stress.runner.StressException;
import racy.stress.runner.StressProgress;
import racy.stress.runner.StressRequest;
import racy.stress.runner.StressTest;

/**
 * Runs one part of a night in a JVM of its own, the JVM under test: JCStress knows one for each process, and a broken one
 * takes nothing else down. It goes on with what is there already.
 *
 * <p>It ends early when its standard input says so or ends, as it does when its parent dies: the fork in hand is finished,
 * a benchmark in hand, which takes much longer, is forgotten. It reports on its standard output, a {@link WorkerReport} a
 * line; everything else that is said goes to the part's log.
 */
public final class Worker {
    /** What a parent writes to end it. */
    static final String FINISH = "finish";

    /** What it says again and again: it lives. */
    static final String ALIVE = "alive";

    static final int ALIVE_SECONDS = 3;

    /** By how much benchmarks may take longer than their annotations say before the last of them is left out. */
    private static final Duration BENCH_SLACK = Duration.ofSeconds(10);

    private static final int BENCH_TRIES = 2;

    private static final long BEGIN = System.nanoTime();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How a worker ends. Any other exit code means that its JVM broke. */
    enum End {
        DONE(0),
        /** It was told to end early. */
        FINISHED(10),
        /** The bundle cannot be written; what is written is kept. */
        CANNOT_WRITE(11),
        /** The part was begun somewhere else, or with something else. */
        REFUSED(12),
        /** The engine cannot work with this JVM. */
        UNABLE(13);

        private final int code;

        End(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static End of(int code) {
            return Arrays.stream(values())
                    .filter(end -> end.code == code)
                    .findFirst()
                    .orElse(null);
        }
    }

    private final PrintStream reports;
    private final Path bundle;
    /** What workers before this one used of the share. */
    private final Duration used;

    private final Jdk jdk;
    private final NightRequest request;
    private final Plan plan;
    private final BundleManifest manifest;
    private final JdkBudget share;
    private final Map<String, Duration> costs;
    private final StressEngine engine = new StressEngine(this::report);
    private final BenchRunner bench = new BenchRunner(new PrintWriter(OutputStream.nullOutputStream()));
    private volatile boolean finishing;
    /** Of the deterministic engine that is asked now, or was asked last. */
    private volatile Watch watch;

    private Worker(PrintStream reports, Path bundle, String label, Duration used)
            throws BundleException, BegunPart.Refusal {
        this.reports = reports;
        this.bundle = bundle;
        this.used = used;
        request = NightRequest.read(bundle.resolve(BundleFiles.REQUEST));
        plan = Plan.read(bundle.resolve(BundleFiles.PLAN));
        manifest = BundleWriter.resume(bundle).manifest();
        jdk = request.jdks().stream()
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new BundleException(bundle + " is of no JDK " + label));
        costs = BenchRunner.costs(benchmarks());
        for (String name : benchmarks()) {
            if (!costs.containsKey(name)) {
                throw new BegunPart.Refusal("there is no benchmark " + name + "; the plan is of another revision");
            }
        }
        share = JdkBudget.of(
                Duration.ofMillis(manifest.budgetMillis()), request.jdks().size(), benchmarks(), costs);
    }

    /**
     * Arguments: the bundle, the label of the JDK, the milliseconds of its share that are used, and the benchmarks to
     * measure again, if that is all that is to do.
     */
    public static void main(String[] args) {
        PrintStream reports = System.out;
        System.setOut(System.err);
        Thread pulse = new Thread(() -> pulse(reports), "racy-worker-pulse");
        pulse.setDaemon(true);
        pulse.start();
        System.exit(run(
                        reports,
                        Path.of(args[0]),
                        args[1],
                        Duration.ofMillis(Long.parseLong(args[2])),
                        List.of(args).subList(3, args.length))
                .code());
    }

    private static void pulse(PrintStream reports) {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(ALIVE_SECONDS);
                reports.println(ALIVE);
                reports.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static End run(PrintStream reports, Path bundle, String label, Duration used, List<String> again) {
        try (NightFiles.Lock lock = NightFiles.Lock.take(bundle, NightFiles.Lock.Role.WORKER, Duration.ofMinutes(1))) {
            Worker worker = new Worker(reports, lock.bundle(), label, used);
            worker.listen();
            return worker.run(again);
        } catch (StressException e) {
            return failed(reports, e, e.isRunKept() ? End.CANNOT_WRITE : End.UNABLE);
        } catch (BegunPart.Refusal e) {
            return failed(reports, e, End.REFUSED);
        } catch (BundleException | IOException e) {
            return failed(reports, e, End.CANNOT_WRITE);
        }
    }

    private static End failed(PrintStream reports, Exception e, End end) {
        say(reports, WorkerReport.failed("", e.getMessage()));
        System.err.println(e.getMessage());
        return end;
    }

    private void listen() {
        Thread listener = new Thread(
                () -> {
                    try (BufferedReader in =
                            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                        String line = in.readLine();
                        while (line != null && !line.equals(FINISH)) {
                            line = in.readLine();
                        }
                    } catch (IOException e) {
                        // As if it had ended.
                    }
                    finishing = true;
                    Watch asking = watch;
                    if (asking != null) {
                        asking.stop();
                    }
                    engine.finish();
                    bench.abort();
                },
                "racy-worker-listener");
        listener.setDaemon(true);
        listener.start();
    }

    private End run(List<String> again) throws StressException, BundleException, IOException, BegunPart.Refusal {
        List<StressTest> tests = tests();
        PartManifest part = new PartManifest(
                manifest.shard(),
                jdk.label(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                Environment.capture(),
                CodeDigest.digests(tests),
                benchmarks(),
                BenchRunner.floors(benchmarks()));
        Path directory = BundleWriter.resume(bundle).part(part);
        BegunPart.check(directory, part);
        System.setErr(new PrintStream(
                Files.newOutputStream(
                        directory.resolve(NightFiles.LOG), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true,
                StandardCharsets.UTF_8));
        log("JDK " + jdk.label() + ", " + jdk.version() + ", " + System.getProperty("java.home"));
        if (again.isEmpty()) {
            deterministicEngines(directory);
            stress(tests, directory.resolve(BundleFiles.STRESS));
            measure(share.benchmarks(), directory.resolve(BundleFiles.BENCH));
        } else {
            if (!benchmarks().containsAll(again)) {
                throw new BegunPart.Refusal(again + " were not all planned");
            }
            log("again: " + String.join(" ", again));
            measure(again, directory.resolve(BundleFiles.CONFIRM));
        }
        log(finishing ? "ended early" : "done");
        return finishing ? End.FINISHED : End.DONE;
    }

    /** The tests of this shard, in an order that the night's seed decides. */
    private List<StressTest> tests() throws BegunPart.Refusal {
        Catalogue catalogue = Catalogue.load();
        List<StressTest> tests = new ArrayList<>();
        for (String name : plan.tests(manifest.shard())) {
            tests.add(catalogue
                    .find(name)
                    .orElseThrow(() ->
                            new BegunPart.Refusal("there is no test " + name + "; the plan is of another revision")));
        }
        return StressRequest.shuffled(tests, plan.seed());
    }

    private List<String> benchmarks() {
        return request.benchmarks() ? plan.benchmarks(manifest.shard()) : List.of();
    }

    /** They find the same on every shard, so the first one asks them. */
    private void deterministicEngines(Path part) throws BundleException {
        if (manifest.shard() > 1) {
            return;
        }
        for (EvidenceEngine evidence : Engines.deterministic()) {
            Path file = BundleFiles.evidence(part, evidence.id());
            if (Files.exists(file) || finishing) {
                continue;
            }
            Watch asking = new Watch(this::report, Worker::log);
            watch = asking;
            // The listener sets finishing first and then stops the watch that it sees. So one of the two checks notices
            // it.
            if (finishing) {
                return;
            }
            try {
                List<Observation> observed = Engines.ask(evidence, EvidenceRequest.everything(left()), asking);
                if (asking.isStopped()) {
                    return;
                }
                Files.createDirectories(file.getParent());
                BundleFiles.writeLinesDurably(file, observed);
            } catch (EvidenceException e) {
                String failure = evidence.id() + ": " + e.getMessage();
                log(failure);
                say(reports, WorkerReport.failed(evidence.id(), failure));
            } catch (IOException e) {
                throw new BundleException("cannot write " + file + ": " + BundleFiles.reason(e), e);
            }
        }
    }

    private void stress(List<StressTest> tests, Path directory) throws StressException, BegunPart.Refusal {
        if (tests.isEmpty() || finishing) {
            return;
        }
        BegunPart.checkForks(directory, tests, plan.seed(), share.time());
        Map<String, Priority> priorities = new HashMap<>();
        for (StressTest test : tests) {
            priorities.put(test.name(), request.changed().contains(test.name()) ? Priority.CHANGED : Priority.of(test));
        }
        Duration budget = share.stress(elapsed());
        log("stress: " + tests.size() + " tests, at most " + budget.toSeconds() + " s");
        engine.resume(
                new StressRequest(
                        tests,
                        budget,
                        budget,
                        StressRequest.ENOUGH_HITS,
                        plan.seed(),
                        StressEngine.settings(),
                        priorities),
                directory);
    }

    /** Those that are not measured yet, as long as there is time for the next one. */
    private void measure(List<String> names, Path file) throws IOException {
        if (names.isEmpty() || finishing) {
            return;
        }
        Duration all = names.stream().map(costs::get).reduce(Duration.ZERO, Duration::plus);
        Duration end = elapsed().plus(all).plus(BENCH_SLACK);
        Predicate<String> isDue = name -> {
            if (elapsed().plus(costs.get(name)).compareTo(end) > 0) {
                log("bench: no time left for " + name);
                return false;
            }
            log("bench: " + name);
            report("bench", shortName(name), end.minus(elapsed()).toMillis());
            return true;
        };
        // One whose fork was killed has a second try in what is left of the time.
        for (int tries = 0; tries < BENCH_TRIES; tries++) {
            for (String failure : bench.measure(names, file, isDue)) {
                log(failure);
                say(reports, WorkerReport.failed("bench", failure));
            }
        }
    }

    private void report(StressProgress progress) {
        say(
                reports,
                new WorkerReport(
                        StressObservations.ENGINE,
                        shortName(progress.last().spec().test()),
                        progress.forks(),
                        progress.covered(),
                        progress.tests(),
                        progress.witnessed(),
                        progress.seeded(),
                        progress.remaining().plus(share.benchTime()).toMillis(),
                        null));
    }

    private void report(Progress progress) {
        say(
                reports,
                new WorkerReport(
                        progress.engine(),
                        progress.now(),
                        0,
                        progress.done(),
                        progress.of(),
                        0,
                        0,
                        left().toMillis(),
                        null));
    }

    private void report(String phase, String now, long leftMillis) {
        say(reports, new WorkerReport(phase, now, 0, 0, 0, 0, 0, leftMillis, null));
    }

    private static void say(PrintStream reports, WorkerReport report) {
        try {
            reports.println(JSON.writeValueAsString(report));
            reports.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void log(String line) {
        System.err.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
    }

    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - BEGIN).plus(used);
    }

    private Duration left() {
        Duration left = share.time().minus(elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
