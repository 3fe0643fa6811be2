// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import racy.bench.BenchResult;
import racy.bench.BenchRun;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.Night;
import racy.history.TestNight;
import racy.history.TestNight.OutcomeNight;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.Fingerprint;
import racy.history.bundle.PartManifest;
import racy.history.store.NightIndex.PlacedFork;
import racy.history.store.NightIndex.Test;
import racy.history.store.NightIndex.Witnessed;
import racy.review.Answer;
import racy.review.Answers;
import racy.review.Evidence;
import racy.review.EvidenceRequest;
import racy.review.Observation;
import racy.review.Question;
import racy.review.Questions;
import racy.stress.evidence.StressEvidence;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Manifest;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressRun;
import racy.stress.runner.StressTest;
import racy.stress.runner.TestSummary;

/** Draws the files of a bundle together into what is stored of it. */
final class NightReader {
    private final Bundle bundle;
    private final String night;
    private final List<Bundle.Part> parts;
    private final SortedMap<String, List<Bundle.Part>> byJdk;

    private NightReader(Bundle bundle) {
        this.bundle = bundle;
        this.night = bundle.manifest().night();
        parts = bundle.parts().stream()
                .sorted(Comparator.comparingInt(
                                (Bundle.Part part) -> part.manifest().shard())
                        .thenComparing(part -> part.manifest().jdk()))
                .toList();
        byJdk = parts.stream()
                .collect(Collectors.groupingBy(part -> part.manifest().jdk(), TreeMap::new, Collectors.toList()));
    }

    /** Draws a bundle together. */
    static NightIndex read(Bundle bundle) throws BundleException {
        return new NightReader(bundle).read();
    }

    private NightIndex read() throws BundleException {
        List<Test> tests = new ArrayList<>();
        List<ForkNight> notable = new ArrayList<>();
        List<Witnessed> witnesses = new ArrayList<>();
        List<Observation> observations = new ArrayList<>();
        EvidenceRequest everything = everything();
        for (Map.Entry<String, List<Bundle.Part>> its : byJdk.entrySet()) {
            String jdk = its.getKey();
            List<Observation> seen = new ArrayList<>();
            its.getValue().forEach(part -> seen.addAll(part.scripts()));
            Optional<StressRun> run = together(jdk, its.getValue());
            if (run.isPresent()) {
                seen.addAll(StressEvidence.of(run.get(), everything));
                tests.addAll(tests(jdk, its.getValue(), run.get()));
                notable.addAll(notable(its.getValue()));
            }
            seen.stream()
                    .filter(Observation::isWitnessed)
                    .forEach(observation -> witnesses.add(new Witnessed(jdk, observation)));
            observations.addAll(seen);
        }
        tests.sort(Comparator.comparing(test -> test.summary().key()));
        notable.sort(Comparator.comparingInt(ForkNight::shard));
        witnesses.sort(
                Comparator.comparing(witness -> witness.observation().witness().isEmpty()));
        List<Answer> answers = Questions.all().stream()
                .map(question -> Answers.answer(question, observations))
                .toList();
        return new NightIndex(
                night(),
                seal(),
                environments(),
                tests,
                notable,
                answers.stream().map(this::answer).toList(),
                answers.stream()
                        .flatMap(answer -> answer.evidence().stream())
                        .map(this::evidence)
                        .toList(),
                witnesses,
                benchmarks(Bundle.Part::bench),
                benchmarks(Bundle.Part::confirm));
    }

    private Night night() {
        return new Night(
                night,
                bundle.manifest().origin(),
                bundle.seal().state(),
                Instant.parse(bundle.manifest().started()),
                Instant.parse(bundle.seal().ended()),
                bundle.manifest().revision(),
                bundle.manifest().plan(),
                bundle.manifest().shards(),
                bundle.seal().missing(),
                bundle.manifest().seed(),
                Duration.ofMillis(bundle.manifest().budgetMillis()),
                parts.stream().map(NightReader::part).toList());
    }

    private static Night.Part part(Bundle.Part part) {
        Set<String> planned = new HashSet<>(part.manifest().code().keySet());
        Set<String> covered = new HashSet<>();
        part.stress().ifPresent(run -> {
            run.manifest().tests().forEach(test -> planned.add(test.name()));
            run.forks().forEach(fork -> covered.add(fork.spec().test()));
        });
        return new Night.Part(
                part.manifest().shard(),
                part.manifest().jdk(),
                fingerprint(part),
                planned.size(),
                covered.size(),
                part.stress().map(run -> run.forks().size()).orElse(0));
    }

    private String seal() throws BundleException {
        try {
            return Json.digest(Files.readAllBytes(bundle.directory().resolve(BundleFiles.SEAL)));
        } catch (IOException e) {
            throw new BundleException("cannot read the seal of " + bundle.directory() + ": " + e.getMessage(), e);
        }
    }

    private Map<String, Map<String, String>> environments() {
        Map<String, Map<String, String>> environments = new TreeMap<>();
        for (Bundle.Part part : parts) {
            environments.put(
                    fingerprint(part), Fingerprint.compared(part.manifest().environment()));
        }
        return environments;
    }

    private static String fingerprint(Bundle.Part part) {
        return Fingerprint.of(part.manifest().environment());
    }

    /** The runs of a JDK's shards as one; empty if no shard ran a stress test. */
    private Optional<StressRun> together(String jdk, List<Bundle.Part> its) throws BundleException {
        Map<String, StressTest> tests = new LinkedHashMap<>();
        List<ForkRecord> forks = new ArrayList<>();
        List<StressRun> runs =
                its.stream().flatMap(part -> part.stress().stream()).toList();
        for (StressRun run : runs) {
            for (StressTest test : run.manifest().tests()) {
                StressTest same = tests.putIfAbsent(test.name(), test);
                if (same != null && !same.equals(test)) {
                    throw new BundleException(run.directory() + ": " + test.name()
                            + " is not the test that another shard of JDK " + jdk + " ran");
                }
            }
            forks.addAll(run.forks());
        }
        return runs.stream().findFirst().map(first -> {
            Manifest one = first.manifest();
            Manifest all = new Manifest(
                    one.version(),
                    one.started(),
                    one.environment(),
                    one.budgetMillis(),
                    one.seed(),
                    one.stopAfterHits(),
                    one.settings(),
                    List.copyOf(tests.values()));
            return new StressRun(first.directory(), all, forks, List.of());
        });
    }

    private List<Test> tests(String jdk, List<Bundle.Part> its, StressRun run) {
        Map<String, List<PlacedFork>> forks = new HashMap<>();
        Map<String, Set<String>> ranIn = new HashMap<>();
        Map<String, Set<String>> plannedIn = new HashMap<>();
        Map<String, String> code = new HashMap<>();
        for (Bundle.Part part : its) {
            part.manifest().code().forEach(code::putIfAbsent);
            String fingerprint = fingerprint(part);
            part.stress().ifPresent(one -> {
                one.manifest()
                        .tests()
                        .forEach(test -> plannedIn
                                .computeIfAbsent(test.name(), name -> new TreeSet<>())
                                .add(fingerprint));
                for (int i = 0; i < one.forks().size(); i++) {
                    ForkRecord fork = one.forks().get(i);
                    String test = fork.spec().test();
                    forks.computeIfAbsent(test, name -> new ArrayList<>())
                            .add(new PlacedFork(part.manifest().shard(), i + 1, fork));
                    ranIn.computeIfAbsent(test, name -> new TreeSet<>()).add(fingerprint);
                }
            });
        }
        return run.summaries().stream()
                .map(summary -> {
                    String name = summary.test().name();
                    List<PlacedFork> placed = forks.getOrDefault(name, List.of());
                    String fingerprint = String.join("+", ranIn.getOrDefault(name, plannedIn.get(name)));
                    return new Test(test(jdk, fingerprint, summary, placed), code.get(name), placed);
                })
                .toList();
    }

    private TestNight test(String jdk, String fingerprint, TestSummary summary, List<PlacedFork> forks) {
        Map<String, Integer> showing = new HashMap<>();
        for (PlacedFork placed : forks) {
            if (placed.fork().isNormal()) {
                placed.fork().outcomes().stream()
                        .filter(outcome -> outcome.count() > 0)
                        .forEach(outcome -> showing.merge(outcome.id(), 1, Integer::sum));
            }
        }
        return new TestNight(
                night,
                jdk,
                fingerprint,
                summary.test(),
                summary.forks(),
                summary.failures().size(),
                summary.forksWithHits(),
                summary.hits(),
                summary.samples(),
                Duration.ofMillis(summary.millis()),
                summary.secondsToFirst(),
                summary.outcomes().stream()
                        .filter(outcome -> outcome.count() > 0)
                        .sorted(Comparator.comparing(Outcome::id))
                        .map(outcome -> new OutcomeNight(outcome, showing.get(outcome.id())))
                        .toList());
    }

    /** Those that failed, and of each test the first with a hit and the first with what may not happen. */
    private List<ForkNight> notable(List<Bundle.Part> its) {
        List<ForkNight> notable = new ArrayList<>();
        Set<String> hit = new HashSet<>();
        Set<String> failing = new HashSet<>();
        for (Bundle.Part part : its) {
            PartManifest manifest = part.manifest();
            List<ForkRecord> forks = part.stress().map(StressRun::forks).orElse(List.of());
            for (int i = 0; i < forks.size(); i++) {
                ForkRecord fork = forks.get(i);
                String test = fork.spec().test();
                boolean firstHit = fork.isNormal() && fork.hits() > 0 && hit.add(test);
                boolean firstFailing =
                        fork.isNormal() && fork.outcomes().stream().anyMatch(Outcome::fails) && failing.add(test);
                if (!fork.isNormal() || firstHit || firstFailing) {
                    String replay = BundleFiles.PARTS + "/" + BundleFiles.partName(manifest.shard(), manifest.jdk())
                            + "/" + BundleFiles.STRESS + ":" + (i + 1);
                    notable.add(new ForkNight(night, manifest.jdk(), manifest.shard(), replay, fork));
                }
            }
        }
        return notable;
    }

    private AnswerNight answer(Answer answer) {
        return new AnswerNight(
                night,
                answer.question().id(),
                answer.verdict(),
                answer.unexpected().size(),
                answer.unwitnessed().size(),
                answer.untried().size());
    }

    private EvidenceNight evidence(Evidence evidence) {
        return new EvidenceNight(
                night,
                evidence.question(),
                evidence.variant(),
                evidence.engine(),
                evidence.verdict(),
                Optional.ofNullable(evidence.violation()),
                evidence.hits(),
                evidence.samples(),
                evidence.forks(),
                Optional.ofNullable(evidence.bound()),
                evidence.seconds());
    }

    private List<BenchNight> benchmarks(Function<Bundle.Part, Optional<BenchRun>> which) throws BundleException {
        List<BenchNight> benchmarks = new ArrayList<>();
        Set<List<Object>> measured = new HashSet<>();
        for (Bundle.Part part : parts) {
            for (BenchResult result : which.apply(part).map(BenchRun::results).orElse(List.of())) {
                BenchNight benchmark = benchmark(part, result);
                if (!measured.add(List.of(benchmark.jdk(), benchmark.key()))) {
                    throw new BundleException(part.directory() + ": " + benchmark.key()
                            + " was measured by an earlier shard on JDK " + benchmark.jdk() + " too");
                }
                benchmarks.add(benchmark);
            }
        }
        benchmarks.sort(Comparator.comparing(BenchNight::key).thenComparing(BenchNight::jdk));
        return benchmarks;
    }

    private BenchNight benchmark(Bundle.Part part, BenchResult result) {
        String ownMethod = result.method().substring(result.method().indexOf(':') + 1);
        return new BenchNight(
                night,
                part.manifest().jdk(),
                fingerprint(part),
                new BenchNight.Key(result.type(), result.method(), new TreeMap<>(result.params())),
                result.unit(),
                result.score(),
                result.error(),
                result.forkMeans(),
                part.manifest().floors().getOrDefault(result.type() + "." + ownMethod, List.of()));
    }

    private static EvidenceRequest everything() {
        return new EvidenceRequest(
                Questions.all().stream().map(Question::id).collect(Collectors.toSet()), Set.of(), Duration.ZERO);
    }
}
