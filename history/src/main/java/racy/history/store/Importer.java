// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.HistoryException;
import racy.history.Night;
import racy.history.Origin;
import racy.history.TestNight;
import racy.history.TestNight.OutcomeNight;
import racy.kernel.Violation;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/** Writes nights into an open transaction, which nobody else writes beside: see {@link #begin}. */
final class Importer {
    private final Handle handle;
    private long nextId;

    private Importer(Handle handle, long nextId) {
        this.handle = handle;
        this.nextId = nextId;
    }

    /** Waits until nobody else writes, and keeps others from it until the transaction ends. */
    static Importer begin(Handle handle) {
        handle.execute("UPDATE writer SET next_id = next_id");
        return new Importer(
                handle,
                handle.createQuery("SELECT next_id FROM writer")
                        .mapTo(Long.class)
                        .one());
    }

    /**
     * Adds a night.
     *
     * @return false if it is there already
     * @throws HistoryException if another night has its name, or its numbers must not be beside those that are there
     */
    boolean add(NightIndex index) {
        Night night = index.night();
        Optional<String> seal = handle.createQuery("SELECT seal FROM night WHERE name = :name")
                .bind("name", night.id())
                .mapTo(String.class)
                .findOne();
        if (seal.isPresent()) {
            if (seal.get().equals(index.seal())) {
                return false;
            }
            throw new HistoryException("another bundle of night " + night.id() + " is in the history: its seal is "
                    + seal.get() + ", and this one's is " + index.seal());
        }
        checkOrigin(night);
        long nightId = nextId++;
        night(nightId, index);
        tests(nightId, index.tests());
        notableForks(nightId, index.notableForks());
        answers(nightId, index.answers());
        evidence(nightId, index.evidence());
        witnesses(nightId, index.witnesses());
        try (Bulk rows = new Bulk(
                handle,
                "benchmark_night",
                "night_id",
                "confirmation",
                "place",
                "jdk",
                "fingerprint",
                "type",
                "method",
                "params",
                "unit",
                "score",
                "error",
                "fork_means",
                "floor_methods")) {
            benchmarks(rows, nightId, false, index.benchmarks());
            benchmarks(rows, nightId, true, index.confirmations());
            rows.flush();
        }
        handle.execute("UPDATE writer SET next_id = ?", nextId);
        return true;
    }

    /** Numbers that a generator made up must never be taken for measured ones. */
    private void checkOrigin(Night night) {
        Origin other = night.origin() == Origin.MEASURED ? Origin.DEMONSTRATION : Origin.MEASURED;
        boolean mixed = handle.createQuery("SELECT EXISTS (SELECT 1 FROM night WHERE origin = :origin)")
                .bind("origin", other.name())
                .mapTo(Boolean.class)
                .one();
        if (mixed) {
            throw new HistoryException(
                    night.origin() == Origin.DEMONSTRATION
                            ? "night " + night.id()
                                    + " is a demonstration, and this history holds measured nights; give"
                                    + " demonstrations a history of their own"
                            : "this history holds demonstrations, and night " + night.id() + " was measured; give it a"
                                    + " history of its own");
        }
    }

    private void night(long nightId, NightIndex index) {
        Night night = index.night();
        handle.execute(
                "INSERT INTO night (night_id, name, seal, origin, state, started, ended, revision, plan_digest, shards,"
                        + " missing, seed, budget_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                nightId,
                night.id(),
                index.seal(),
                night.origin().name(),
                night.state().name(),
                night.started().toEpochMilli(),
                night.ended().toEpochMilli(),
                Json.write(night.revision()),
                Json.write(night.plan()),
                night.shards(),
                Json.write(night.missing()),
                night.seed(),
                night.budget().toMillis());
        index.environments()
                .forEach((fingerprint, environment) -> handle.execute(
                        "INSERT INTO environment (fingerprint, content) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        fingerprint,
                        Json.write(environment)));
        for (Night.Part part : night.parts()) {
            handle.execute(
                    "INSERT INTO part (night_id, shard, jdk, fingerprint, planned, covered, forks)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    nightId,
                    part.shard(),
                    part.jdk(),
                    part.fingerprint(),
                    part.planned(),
                    part.covered(),
                    part.forks());
        }
    }

    private void tests(long nightId, List<NightIndex.Test> tests) {
        try (Bulk testNights = new Bulk(
                        handle,
                        "test_night",
                        "test_night_id",
                        "night_id",
                        "jdk",
                        "test_id",
                        "code",
                        "fingerprint",
                        "forks",
                        "failed_forks",
                        "forks_with_hits",
                        "hits",
                        "samples",
                        "millis",
                        "seconds_to_first");
                Bulk outcomeNights = new Bulk(handle, "outcome_night", "test_night_id", "outcome_id", "hits", "forks");
                Bulk forks = new Bulk(
                        handle,
                        "fork",
                        "fork_id",
                        "test_night_id",
                        "shard",
                        "line",
                        "status",
                        "total",
                        "samples",
                        "millis");
                Bulk forkOutcomes = new Bulk(handle, "fork_outcome", "fork_id", "outcome_id", "hits")) {
            for (NightIndex.Test test : tests) {
                TestNight summary = test.summary();
                long testId = testId(summary.test());
                OutcomeIds outcomeIds = new OutcomeIds(testId);
                long testNightId = nextId++;
                testNights.add(
                        testNightId,
                        nightId,
                        summary.jdk(),
                        testId,
                        test.code(),
                        summary.fingerprint(),
                        summary.forks(),
                        summary.failedForks(),
                        summary.forksWithHits(),
                        summary.hits(),
                        summary.samples(),
                        summary.time().toMillis(),
                        summary.secondsToFirst());
                testNights.flush();
                for (OutcomeNight outcome : summary.outcomes()) {
                    outcomeNights.add(
                            testNightId,
                            outcomeIds.of(outcome.total()),
                            outcome.total().count(),
                            outcome.forks());
                }
                for (NightIndex.PlacedFork placed : test.forks()) {
                    long forkId = nextId++;
                    forks.add(
                            forkId,
                            testNightId,
                            placed.shard(),
                            placed.line(),
                            placed.fork().status().name(),
                            placed.fork().total(),
                            placed.fork().samples(),
                            placed.fork().wallMillis());
                    for (Outcome outcome : placed.fork().outcomes()) {
                        forkOutcomes.add(forkId, outcomeIds.of(outcome), outcome.count());
                    }
                }
            }
            outcomeNights.flush();
            forks.flush();
            forkOutcomes.flush();
        }
    }

    private long testId(StressTest test) {
        Set<Violation> violations = EnumSet.noneOf(Violation.class);
        violations.addAll(test.violations());
        String content = Json.write(new StressTest(
                test.name(),
                test.actors(),
                test.questions(),
                test.variant(),
                test.race(),
                violations,
                test.expectation(),
                test.level(),
                test.twin()));
        String digest = Json.digest(content);
        Optional<Long> known = handle.createQuery("SELECT test_id FROM test WHERE digest = :digest")
                .bind("digest", digest)
                .mapTo(Long.class)
                .findOne();
        return known.orElseGet(() -> {
            long testId = nextId++;
            handle.execute(
                    "INSERT INTO test (test_id, digest, name, content) VALUES (?, ?, ?, ?)",
                    testId,
                    digest,
                    test.name(),
                    content);
            for (String question : new TreeSet<>(test.questions())) {
                handle.execute("INSERT INTO test_question (question, test_id) VALUES (?, ?)", question, testId);
            }
            return testId;
        });
    }

    /** The numbers of a test's outcomes; one that is new gets a row. */
    private final class OutcomeIds {
        private final long testId;
        private final Map<String, Long> byDigest = new HashMap<>();
        private final Map<Outcome, Long> byOutcome = new HashMap<>();

        OutcomeIds(long testId) {
            this.testId = testId;
            handle.createQuery("SELECT digest, outcome_id FROM outcome WHERE test_id = :test")
                    .bind("test", testId)
                    .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                    .forEach(known -> byDigest.put(known.getKey(), known.getValue()));
        }

        long of(Outcome counted) {
            return byOutcome.computeIfAbsent(counted.withCount(0), this::find);
        }

        private long find(Outcome outcome) {
            String content = Json.write(outcome);
            return byDigest.computeIfAbsent(Json.digest(content), digest -> {
                long outcomeId = nextId++;
                handle.execute(
                        "INSERT INTO outcome (outcome_id, test_id, digest, notable, content) VALUES (?, ?, ?, ?, ?)",
                        outcomeId,
                        testId,
                        digest,
                        outcome.hit() || outcome.withCount(1).fails(),
                        content);
                return outcomeId;
            });
        }
    }

    private void notableForks(long nightId, List<ForkNight> forks) {
        try (Bulk rows = new Bulk(handle, "notable_fork", "night_id", "place", "jdk", "shard", "replay", "content")) {
            for (int i = 0; i < forks.size(); i++) {
                ForkNight fork = forks.get(i);
                rows.add(nightId, i, fork.jdk(), fork.shard(), fork.replay(), Json.write(fork.fork()));
            }
            rows.flush();
        }
    }

    private void answers(long nightId, List<AnswerNight> answers) {
        try (Bulk rows = new Bulk(
                handle, "answer", "night_id", "place", "question", "verdict", "unexpected", "unwitnessed", "untried")) {
            for (int i = 0; i < answers.size(); i++) {
                AnswerNight answer = answers.get(i);
                rows.add(
                        nightId,
                        i,
                        answer.question(),
                        answer.verdict().name(),
                        answer.unexpected(),
                        answer.unwitnessed(),
                        answer.untried());
            }
            rows.flush();
        }
    }

    private void evidence(long nightId, List<EvidenceNight> evidence) {
        try (Bulk rows = new Bulk(
                handle,
                "evidence",
                "night_id",
                "place",
                "question",
                "variant",
                "engine",
                "verdict",
                "violation",
                "hits",
                "samples",
                "forks",
                "bound",
                "seconds")) {
            for (int i = 0; i < evidence.size(); i++) {
                EvidenceNight each = evidence.get(i);
                rows.add(
                        nightId,
                        i,
                        each.question(),
                        each.variant(),
                        each.engine(),
                        each.verdict().name(),
                        each.violation().map(Violation::name).orElse(null),
                        each.hits(),
                        each.samples(),
                        each.forks(),
                        each.bound().orElse(null),
                        each.seconds());
            }
            rows.flush();
        }
    }

    private void witnesses(long nightId, List<NightIndex.Witnessed> witnesses) {
        try (Bulk rows = new Bulk(handle, "witness", "night_id", "place", "jdk", "content");
                Bulk questions = new Bulk(handle, "witness_question", "night_id", "place", "question")) {
            for (int i = 0; i < witnesses.size(); i++) {
                NightIndex.Witnessed witness = witnesses.get(i);
                rows.add(nightId, i, witness.jdk(), Json.write(witness.observation()));
            }
            rows.flush();
            for (int i = 0; i < witnesses.size(); i++) {
                for (String question : witnesses.get(i).observation().questions()) {
                    questions.add(nightId, i, question);
                }
            }
            questions.flush();
        }
    }

    private static void benchmarks(Bulk rows, long nightId, boolean confirmation, List<BenchNight> benchmarks) {
        for (int i = 0; i < benchmarks.size(); i++) {
            BenchNight benchmark = benchmarks.get(i);
            rows.add(
                    nightId,
                    confirmation,
                    i,
                    benchmark.jdk(),
                    benchmark.fingerprint(),
                    benchmark.key().type(),
                    benchmark.key().method(),
                    Json.write(benchmark.key().params()),
                    Json.write(benchmark.unit()),
                    benchmark.score(),
                    Double.isNaN(benchmark.error()) ? null : benchmark.error(),
                    Json.write(benchmark.forkMeans()),
                    Json.write(benchmark.floor()));
        }
    }
}
