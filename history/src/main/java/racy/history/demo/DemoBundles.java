// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import racy.bench.BenchRunner;
import racy.driver.variant.Variants;
import racy.history.Origin;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.EvidenceModule;
import racy.history.bundle.Plan;
import racy.review.Engines;
import racy.review.EvidenceEngine;
import racy.review.EvidenceException;
import racy.review.EvidenceRequest;
import racy.review.Expectation;
import racy.review.Observation;
import racy.review.Watch;
import racy.stress.runner.Catalogue;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.VocabularyModule;

/**
 * Sealed bundles of nights that never were. Tests, benchmarks, grades and scripts are the real ones; forks, counts and
 * scores are made up from a seed, and so are the dates: the same seed makes the same bytes, on any machine and day.
 *
 * <p>What happens in which night, counted from 1, is in the constants; with fewer nights the later events do not happen.
 * Between two nights nothing else changes but noise.
 */
public final class DemoBundles {
    /** As many nights as the events need. */
    public static final int NIGHTS = 60;

    /** A JVM crashes in a fork and says why. */
    public static final int CRASH = 15;

    static final String CRASH_JDK = "25";
    static final String CRASH_TEST = "racy.stress.LateIrqStress.AsPosted";

    /** JCStress and JMH are updated: nothing compares with the nights before, and every benchmark is 3% off. */
    public static final int HARNESS_CHANGE = 20;

    /** From the night after this on, a benchmark is slower by {@link #DRIFT_PER_NIGHT} of its score each night. */
    public static final int DRIFT = 20;

    static final String DRIFT_JDK = "17";
    static final String DRIFT_BENCHMARK = "SubmitBenchmark.task[variant=v2]";
    static final double DRIFT_PER_NIGHT = 0.0025;

    /** The machine was off the night after this one. */
    public static final int LAST_BEFORE_GAP = 25;

    /** From this night on an outcome that most forks showed is gone, on every JDK. */
    public static final int VANISHED_OUTCOME = 30;

    static final String VANISHED_TEST = "racy.stress.ClaimStress.CoreAsPosted";
    static final String VANISHED_ID = "PM_LEAK";

    /** JDK 25 is updated: it does not compare with itself before, and is 3% faster. */
    public static final int JDK_UPDATE = 33;

    /** The second of two shards never comes: half of the tests and all benchmarks. */
    public static final int PARTIAL = 36;

    /** A seeded race is not witnessed: what its mutant's siblings did not show counts for nothing. */
    public static final int LOST_TEETH = 38;

    static final String TOOTHLESS_TEST = "racy.stress.ClaimStress.DriverReadThenWriteIrq";

    /** From this night on a benchmark is slower by {@link #REGRESSION_FACTOR}; a re-run of the same night confirms it. */
    public static final int REGRESSION = 41;

    static final String REGRESSION_JDK = "25";
    static final String REGRESSION_BENCHMARK = "FenceSignalBenchmark.lockFree[callbacks=8]";
    static final double REGRESSION_FACTOR = 1.08;

    /** From this night on most forks show an outcome that none showed before; it is interesting and not forbidden. */
    public static final int NEW_OUTCOME = 47;

    static final String NEW_OUTCOME_JDK = "25";
    static final String NEW_OUTCOME_TEST = "racy.stress.CancelledStress.AsPosted";
    static final String NEW_OUTCOME_ID = "USE_AFTER_FREE";

    /** Writes an observation's components and not what it derives from them. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .addModule(new VocabularyModule())
            .addModule(new EvidenceModule())
            .build();

    private static final Set<String> DRIVERS = Set.of(Variants.PRE_PATCH, Variants.AS_POSTED, Variants.V2);

    private final long seed;
    private final List<DemoStress> tests;
    private final DemoBench bench;
    private final Map<String, List<ObjectNode>> evidence;

    private DemoBundles(long seed) {
        this.seed = seed;
        tests = Catalogue.load().tests().stream()
                .filter(test -> !test.isForeign())
                .map(DemoStress::new)
                .toList();
        bench = new DemoBench(seed);
        evidence = evidence();
    }

    /**
     * Writes bundles, each in a directory of {@code directory} that has its night's name.
     *
     * @return the bundles' directories, the oldest night first
     */
    public static List<Path> write(Path directory, int nights, long seed) throws BundleException {
        DemoBundles demo = new DemoBundles(seed);
        List<Path> bundles = new ArrayList<>();
        for (int number = 1; number <= nights; number++) {
            bundles.add(demo.write(directory, new DemoNight(seed, number)));
        }
        return List.copyOf(bundles);
    }

    private Path write(Path directory, DemoNight night) throws BundleException {
        MadeUpBundle bundle = new MadeUpBundle(night.id(), Origin.DEMONSTRATION)
                .time(night.started(), night.ended())
                .revision(night.revision())
                .shard(night.isPartial() ? 0 : 1, night.shards(), 1)
                .request(seed + night.number(), DemoNight.BUDGET)
                .state(night.state(), night.missing());
        if (night.isPartial()) {
            bundle.planned(
                            2,
                            Plan.Kind.TEST,
                            code(tests.subList(tests.size() / 2, tests.size())).keySet())
                    .planned(2, Plan.Kind.BENCHMARK, bench.names());
        }
        for (String jdk : DemoNight.JDKS) {
            fill(bundle.part(1, jdk, night.environment(jdk)), night, jdk);
        }
        return bundle.write(directory.resolve(night.id()));
    }

    private void fill(MadeUpPart part, DemoNight night, String jdk) {
        List<DemoStress> planned = night.isPartial() ? tests.subList(0, tests.size() / 2) : tests;
        List<String> benchmarks = night.isPartial() ? List.of() : bench.names();
        part.code(code(planned))
                .stress(planned.stream().map(DemoStress::test).toList(), forks(planned, night, jdk))
                .benchmarks(benchmarks, BenchRunner.floors(bench.names()))
                .file("log.txt", "DEMONSTRATION. A generator made these numbers; nothing was measured.\n");
        if (jdk.equals(DemoNight.JDKS.get(0))) {
            evidence.forEach(part::evidence);
        }
        if (!night.isPartial()) {
            part.file(BundleFiles.BENCH, bench.scores(night, jdk));
        }
        if (night.number() == REGRESSION && jdk.equals(REGRESSION_JDK)) {
            part.file(BundleFiles.CONFIRM, bench.confirmation(night, jdk));
        }
    }

    private static List<ForkRecord> forks(List<DemoStress> planned, DemoNight night, String jdk) {
        List<ForkRecord> forks = new ArrayList<>();
        long start = 30;
        for (DemoStress test : planned) {
            for (ForkRecord fork : test.forks(night, jdk, start)) {
                forks.add(fork);
                start = fork.startMillis() + fork.wallMillis();
            }
        }
        return forks;
    }

    private Map<String, String> code(List<DemoStress> planned) {
        Map<String, String> code = new TreeMap<>();
        for (DemoStress test : planned) {
            String name = test.test().name();
            code.put(name, new SeededRandom(seed, "code", name).hex(64));
        }
        return code;
    }

    /**
     * What the deterministic engines observe is real, and always the same; the seconds they took are not kept. Of the
     * mutants each has the observation that shows it, which keeps a bundle small.
     */
    private static Map<String, List<ObjectNode>> evidence() {
        Map<String, List<ObjectNode>> evidence = new TreeMap<>();
        for (EvidenceEngine engine : Engines.deterministic()) {
            try {
                evidence.put(
                        engine.id(),
                        lines(engine.observe(EvidenceRequest.everything(Duration.ofMinutes(1)), Watch.silent())));
            } catch (EvidenceException e) {
                throw new IllegalStateException(e);
            }
        }
        return evidence;
    }

    private static List<ObjectNode> lines(List<Observation> observations) {
        List<ObjectNode> lines = new ArrayList<>();
        for (Observation observation : observations) {
            if (!DRIVERS.contains(observation.variant()) && observation.expectation() != Expectation.SEEDED) {
                continue;
            }
            ObjectNode line = MAPPER.valueToTree(observation);
            ObjectNode finding = (ObjectNode) line.get("finding");
            ((ObjectNode) line.get("effort")).put("seconds", 0.01);
            if (!finding.get("secondsToFirst").isNull()) {
                finding.put("secondsToFirst", 0.01);
            }
            sort((ArrayNode) line.get("subject").get("questions"));
            sort((ArrayNode) line.get("subject").get("wanted"));
            sort((ArrayNode) finding.get("seen"));
            lines.add(line);
        }
        return lines;
    }

    /** A set of {@link Set#of} has another order in every JVM. */
    private static void sort(ArrayNode texts) {
        List<String> sorted = new ArrayList<>();
        for (JsonNode text : texts) {
            sorted.add(text.textValue());
        }
        sorted.sort(null);
        texts.removeAll();
        sorted.forEach(texts::add);
    }
}
