// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.History;
import racy.history.Night;
import racy.history.Sighting;
import racy.history.StressNight;
import racy.history.Witness;

/** A history that is asked only what cannot be derived: what the interface derives is the reference. */
record Slow(History history) implements History {
    @Override
    public List<Night> nights(int limit) {
        return history.nights(limit);
    }

    @Override
    public Optional<Night> night(String id) {
        return history.night(id);
    }

    @Override
    public Map<String, String> environment(String fingerprint) {
        return history.environment(fingerprint);
    }

    @Override
    public List<StressNight> tests(String night) {
        return history.tests(night);
    }

    @Override
    public List<StressNight> test(String test, int nights) {
        return history.test(test, nights);
    }

    @Override
    public List<StressNight> testsOf(String question, int nights) {
        return history.testsOf(question, nights);
    }

    @Override
    public List<Sighting> sightings(String question) {
        return history.sightings(question);
    }

    @Override
    public List<AnswerNight> answers(String night) {
        return history.answers(night);
    }

    @Override
    public List<AnswerNight> answersTo(String question, int nights) {
        return history.answersTo(question, nights);
    }

    @Override
    public List<EvidenceNight> evidence(String night) {
        return history.evidence(night);
    }

    @Override
    public List<Witness> witnesses(String night, String question) {
        return history.witnesses(night, question);
    }

    @Override
    public List<ForkNight> notableForks(String night) {
        return history.notableForks(night);
    }

    @Override
    public List<BenchNight> benchmarks(String night) {
        return history.benchmarks(night);
    }

    @Override
    public List<BenchNight> benchmarkSeries(int nights) {
        return history.benchmarkSeries(nights);
    }

    @Override
    public List<BenchNight> confirmations(String night) {
        return history.confirmations(night);
    }
}
