// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.History;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.Sighting;
import racy.history.StressNight;
import racy.history.Witness;
import racy.history.bundle.Fingerprint;

/** A history in memory. */
public final class MemoryHistory implements History {
    /** Oldest first. */
    private final List<Night> nights = new ArrayList<>();

    private final Map<String, NightContent> contents = new HashMap<>();
    private final Map<String, Map<String, String>> environments = new HashMap<>();

    /** Remembers an environment and returns its fingerprint. */
    public String environment(Map<String, String> values) {
        environment(Fingerprint.of(values), values);
        return Fingerprint.of(values);
    }

    /** Remembers an environment under a fingerprint that is not its own. */
    public void environment(String fingerprint, Map<String, String> values) {
        environments.put(fingerprint, values);
    }

    /** A complete measured night, a day after the last, on one JDK. */
    public Night add(String id, String jdk, String fingerprint, NightContent content) {
        return add(
                night(id, Origin.MEASURED, NightState.COMPLETE, List.of(), SampleNights.part(jdk, fingerprint)),
                content);
    }

    /** Any night, after those that are there. Its tests and benchmarks need not name it. */
    public Night add(Night night, NightContent content) {
        nights.add(night);
        contents.put(night.id(), content);
        return night;
    }

    /** To be added: a night that starts a day after the last. */
    public Night night(String id, Origin origin, NightState state, List<Integer> missing, Night.Part... parts) {
        Instant started = Instant.parse("2026-01-01T22:00:00Z").plus(Duration.ofDays(nights.size()));
        return new Night(
                id,
                origin,
                state,
                started,
                started.plus(Duration.ofHours(2)),
                "r" + nights.size(),
                "plan",
                1 + missing.size(),
                missing,
                1,
                Duration.ofHours(2),
                List.of(parts));
    }

    /** The newest nights, oldest first. */
    private Stream<Night> newest(int count) {
        return nights.stream().skip(Math.max(0, nights.size() - count));
    }

    private NightContent of(String night) {
        return contents.getOrDefault(night, new NightContent());
    }

    @Override
    public List<Night> nights(int limit) {
        List<Night> newestFirst = new ArrayList<>();
        newest(limit).forEach(night -> newestFirst.add(0, night));
        return newestFirst;
    }

    @Override
    public Optional<Night> night(String id) {
        return nights.stream().filter(night -> night.id().equals(id)).findFirst();
    }

    @Override
    public Map<String, String> environment(String fingerprint) {
        return environments.getOrDefault(fingerprint, Map.of());
    }

    @Override
    public List<StressNight> tests(String night) {
        return of(night).tests.stream()
                .map(test -> new StressNight(
                        night,
                        test.jdk(),
                        test.fingerprint(),
                        test.test(),
                        test.forks(),
                        test.failedForks(),
                        test.forksWithHits(),
                        test.hits(),
                        test.samples(),
                        test.time(),
                        test.secondsToFirst(),
                        test.outcomes()))
                .toList();
    }

    @Override
    public List<StressNight> test(String test, int nights) {
        return newest(nights)
                .flatMap(night -> tests(night.id()).stream())
                .filter(each -> each.test().name().equals(test))
                .toList();
    }

    @Override
    public List<StressNight> testsOf(String question, int nights) {
        return newest(nights)
                .flatMap(night -> tests(night.id()).stream())
                .filter(each -> each.test().questions().contains(question))
                .toList();
    }

    @Override
    public List<Sighting> sightings(String question) {
        return nights.stream()
                .flatMap(night -> tests(night.id()).stream()
                        .filter(test -> test.test().questions().contains(question))
                        .flatMap(test -> test.outcomes().stream().map(outcome -> sighting(night, test, outcome))))
                .toList();
    }

    private static Sighting sighting(Night night, StressNight test, StressNight.OutcomeNight outcome) {
        return new Sighting(
                test.test().name(),
                test.jdk(),
                night.id(),
                night.started(),
                night.revision(),
                test.fingerprint(),
                outcome.total(),
                outcome.forks(),
                test.forks());
    }

    @Override
    public List<AnswerNight> answers(String night) {
        return List.copyOf(of(night).answers);
    }

    @Override
    public List<AnswerNight> answersTo(String question, int nights) {
        return newest(nights)
                .flatMap(night -> answers(night.id()).stream())
                .filter(answer -> answer.question().equals(question))
                .toList();
    }

    @Override
    public List<EvidenceNight> evidence(String night) {
        return List.copyOf(of(night).evidence);
    }

    @Override
    public List<Witness> witnesses(String night, String question) {
        return of(night).witnesses.stream()
                .filter(witness -> witness.question().equals(question))
                .toList();
    }

    @Override
    public List<ForkNight> notableForks(String night) {
        return List.copyOf(of(night).forks);
    }

    @Override
    public List<BenchNight> benchmarks(String night) {
        return named(night, of(night).benchmarks);
    }

    @Override
    public List<BenchNight> benchmarkSeries(int nights) {
        return newest(nights).flatMap(night -> benchmarks(night.id()).stream()).toList();
    }

    @Override
    public List<BenchNight> confirmations(String night) {
        return named(night, of(night).confirmations);
    }

    private static List<BenchNight> named(String night, List<BenchNight> benchmarks) {
        return benchmarks.stream()
                .map(bench -> new BenchNight(
                        night,
                        bench.jdk(),
                        bench.fingerprint(),
                        bench.key(),
                        bench.unit(),
                        bench.score(),
                        bench.error(),
                        bench.forkMeans(),
                        bench.floor()))
                .toList();
    }
}
