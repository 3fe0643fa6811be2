// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What can be asked of the past. Lists of nights come newest first unless the method says otherwise. Every method throws
 * {@link HistoryException} if the store cannot be read.
 */
public interface History {
    /** The newest nights, at most {@code limit}, without those that are {@link #ahead}. */
    List<Night> nights(int limit);

    /**
     * The nights that begin more than a day after this machine's clock: its clock is behind, or theirs was ahead. They have
     * no place among the others, so no list or series of nights has them; each can be asked for by its id.
     */
    default List<Night> ahead() {
        return List.of();
    }

    /** The night of this id. */
    Optional<Night> night(String id);

    /** The environment behind a {@linkplain Night.Part#fingerprint fingerprint}, names and values; empty if unknown. */
    Map<String, String> environment(String fingerprint);

    /** Every test of a night, on every JDK, by test and JDK. */
    List<StressNight> tests(String night);

    /** One test over the newest {@code nights} nights, on every JDK, oldest first. */
    List<StressNight> test(String test, int nights);

    /** The tests that bear on a question, over the newest {@code nights} nights, oldest first. */
    List<StressNight> testsOf(String question, int nights);

    /** Every night in which each outcome of the tests of a question was seen, oldest first. */
    List<Sighting> sightings(String question);

    /**
     * Of the outcomes that a night shows: in which environments each was seen on the same JDK in nights before it, that is
     * after it in {@link #nights}, of the same origin.
     *
     * <p>This reads every earlier night; a store that can ask at once overrides it.
     */
    default Set<Seen> seenBefore(String night) {
        Night tonight = night(night).orElseThrow(() -> new HistoryException("no night " + night + " in the history"));
        Set<Seen> shown =
                tests(night).stream().flatMap(Seen::in).map(seen -> seen.at("")).collect(Collectors.toSet());
        return nights(Integer.MAX_VALUE).stream()
                .filter(other -> other.isBefore(tonight) && other.origin() == tonight.origin())
                .flatMap(other -> tests(other.id()).stream())
                .flatMap(Seen::in)
                .filter(seen -> shown.contains(seen.at("")))
                .collect(Collectors.toSet());
    }

    /** The answers of a night, in the order of the review. */
    List<AnswerNight> answers(String night);

    /** The answers to a question over the newest {@code nights} nights, oldest first. */
    List<AnswerNight> answersTo(String question, int nights);

    /** What the engines said in a night. */
    List<EvidenceNight> evidence(String night);

    /** The witnesses of a question in a night, those with an interleaving first. */
    List<Witness> witnesses(String night, String question);

    /** The forks of a night that failed, or were the first of their test to show a hit; in the order they ran. */
    List<ForkNight> notableForks(String night);

    /** Every benchmark of a night, on every JDK. */
    List<BenchNight> benchmarks(String night);

    /** Every benchmark over the newest {@code nights} nights, oldest first. */
    List<BenchNight> benchmarkSeries(int nights);

    /** What the automatic re-run of alarming benchmarks measured that night. */
    List<BenchNight> confirmations(String night);
}
