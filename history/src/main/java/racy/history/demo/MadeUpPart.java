// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.Coverage;
import racy.history.bundle.PartManifest;
import racy.history.bundle.Plan;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Observation;
import racy.review.Subject;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSettings;
import racy.stress.runner.Manifest;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRequest;
import racy.stress.runner.StressRun;
import racy.stress.runner.StressTest;

/** What one shard of a {@link MadeUpBundle} did on one JDK; nothing, until it is said. */
public final class MadeUpPart {
    /** What every made-up fork ran with. */
    public static final ForkSettings SETTINGS = ForkSettings.standard(SpinLoopStyle.THREAD_YIELD);

    /** What an engine says that played a schedule about none of the questions, and saw nothing. */
    private static final Observation NOTHING = new Observation(
            "script",
            new Subject("nothing", Set.of(), "", "", Set.of(), Expectation.OPEN, ""),
            new Effort.Played(1, 0),
            Finding.nothing(null),
            List.of(),
            "");

    private final MadeUpBundle bundle;
    private final int shard;
    private final String jdk;
    private final Map<String, String> environment;
    private final Map<String, String> files = new TreeMap<>();
    private final Map<String, List<?>> evidence = new TreeMap<>();
    private Map<String, String> code = Map.of();
    private List<StressTest> tests = List.of();
    private List<ForkRecord> forks = List.of();
    private List<String> benchmarks = List.of();
    private Map<String, List<String>> floors = Map.of();

    MadeUpPart(MadeUpBundle bundle, int shard, String jdk, Map<String, String> environment) {
        this.bundle = bundle;
        this.shard = shard;
        this.jdk = jdk;
        this.environment = environment;
    }

    /** @param code digests of the tests' class files, by name */
    public MadeUpPart code(Map<String, String> code) {
        this.code = code;
        return this;
    }

    /** @param tests those planned; without one there is no stress run */
    public MadeUpPart stress(List<StressTest> tests, List<ForkRecord> forks) {
        this.tests = tests;
        this.forks = forks;
        return this;
    }

    /** @param observations of a deterministic engine, or their JSON */
    public MadeUpPart evidence(String engine, List<?> observations) {
        evidence.put(engine, observations);
        return this;
    }

    /** @param planned full names */
    public MadeUpPart benchmarks(List<String> planned, Map<String, List<String>> floors) {
        benchmarks = planned;
        this.floors = floors;
        return this;
    }

    /** Any other file, such as JMH's results. */
    public MadeUpPart file(String name, String text) {
        files.put(name, text);
        return this;
    }

    int shard() {
        return shard;
    }

    String jdk() {
        return jdk;
    }

    String architecture() {
        return environment.getOrDefault("os.arch", "amd64");
    }

    /** What it was to run. */
    Stream<Plan.Item> items() {
        Set<String> names = new TreeSet<>(code.keySet());
        tests.forEach(test -> names.add(test.name()));
        return Stream.concat(
                names.stream().map(name -> new Plan.Item(Plan.Kind.TEST, name, 0, false, shard)),
                benchmarks.stream().map(name -> new Plan.Item(Plan.Kind.BENCHMARK, name, 0, false, shard)));
    }

    /** What it has. */
    Coverage.Had had() {
        Set<String> its = forks.stream()
                .filter(ForkRecord::hasSampled)
                .map(fork -> fork.spec().test())
                .collect(Collectors.toSet());
        return new Coverage.Had(its, true);
    }

    void write(BundleWriter writer, Plan plan) throws BundleException, StressException, IOException {
        Map<String, String> digests = new TreeMap<>();
        plan.tests(shard).forEach(test -> digests.put(test, code.getOrDefault(test, "d")));
        Path part = writer.part(new PartManifest(
                shard, jdk, bundle.started().toString(), environment, digests, plan.benchmarks(shard), floors));
        if (!tests.isEmpty()) {
            Manifest manifest = new Manifest(
                    Manifest.VERSION,
                    bundle.started().toString(),
                    environment,
                    bundle.budget().toMillis(),
                    plan.seed(),
                    StressRequest.ENOUGH_HITS,
                    SETTINGS,
                    tests);
            new StressRun(part.resolve(BundleFiles.STRESS), manifest, forks, List.of()).write();
        }
        if (evidence.isEmpty() && shard == Coverage.EVIDENCE_SHARD) {
            evidence.put(NOTHING.engine(), List.of(NOTHING));
        }
        for (Map.Entry<String, List<?>> engine : evidence.entrySet()) {
            Path file = BundleFiles.evidence(part, engine.getKey());
            Files.createDirectories(file.getParent());
            BundleFiles.writeLinesDurably(file, engine.getValue());
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(part.resolve(file.getKey()), file.getValue());
        }
    }
}
