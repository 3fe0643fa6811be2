// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of verdicts: what was done is on the left, what may be said is on the right. */
class VerdictsTest {
    /** What a question about one context would need: no order is weak within one. */
    private static final Set<MemoryModel> ONE_CONTEXT = Set.of(MemoryModel.SC);

    private static final SearchBounds BOUNDED = new SearchBounds(Map.of("preemptions", 2L));

    private static Observation sc(String name) {
        return Observed.exhausted(name, "as-posted", MemoryModel.SC, SearchBounds.NONE, 0);
    }

    private static Observation tso(String name) {
        return Observed.exhausted(name, "as-posted", MemoryModel.TSO, SearchBounds.NONE, 0);
    }

    private static Observation jam(String name) {
        return Observed.exhausted(name, "as-posted", MemoryModel.JAM, SearchBounds.NONE, 0);
    }

    private static Observation lkmm(String name) {
        return Observed.exhausted(name, "as-posted", MemoryModel.LKMM, SearchBounds.NONE, 0);
    }

    private static Observation sampled(String name, long hits) {
        return Observed.stress(name, "as-posted", Expectation.OPEN, hits, "");
    }

    private static Observation broken(String name) {
        Observation its = jam(name);
        return new Observation(
                its.engine(), its.subject(), its.effort(), its.finding(), List.of("a JVM died"), its.command());
    }

    private static Arguments row(Verdict verdict, Observation... observations) {
        return arguments(List.of(observations), Question.WEAK_ORDERS, verdict);
    }

    private static Arguments oneContext(Verdict verdict, Observation... observations) {
        return arguments(List.of(observations), ONE_CONTEXT, verdict);
    }

    static Stream<Arguments> table() {
        Verdict underJam = Verdict.notRacy(Set.of(MemoryModel.JAM));
        Verdict onlySc = Verdict.notRacyUnderStronger(Set.of(MemoryModel.SC));
        Verdict onlyTso = Verdict.notRacyUnderStronger(Set.of(MemoryModel.TSO));
        return Stream.of(
                // A witness decides before everything else.
                row(Verdict.RACY, sampled("A", 1)),
                row(Verdict.RACY, jam("A"), sampled("B", 1)),
                row(Verdict.RACY, jam("A"), Observed.played("A", "as-posted", 1)),
                row(Verdict.RACY, Observed.exhausted("A", "as-posted", MemoryModel.SC, BOUNDED, 1)),
                row(Verdict.RACY, Observed.outOfModel("A", "as-posted"), sampled("B", 1)),
                // Every test was exhausted under a model that is weak enough.
                row(underJam, jam("A")),
                row(underJam, jam("A"), jam("B")),
                row(underJam, jam("A"), sampled("A", 0)),
                row(underJam, jam("A"), sc("A")),
                row(underJam, Observed.exhausted("A", "as-posted", MemoryModel.JAM, BOUNDED, 0)),
                row(Verdict.notRacy(Set.of(MemoryModel.LKMM)), lkmm("A")),
                row(Verdict.notRacy(Set.of(MemoryModel.JAM, MemoryModel.LKMM)), jam("A"), lkmm("B")),
                oneContext(Verdict.notRacy(Set.of(MemoryModel.SC)), sc("A")),
                oneContext(Verdict.notRacy(Set.of(MemoryModel.SC, MemoryModel.TSO)), sc("A"), tso("B")),
                // All were exhausted, but under a model that is too strong. The verdict says only what is proved for
                // all tests.
                row(onlySc, sc("A")),
                row(onlyTso, tso("A")),
                row(onlySc, sc("A"), tso("B")),
                row(onlySc, sc("A"), jam("B")),
                row(onlyTso, tso("A"), jam("B")),
                row(onlyTso, tso("A"), jam("B"), lkmm("C")),
                // One test that was not exhausted prevents a proof.
                row(Verdict.NOT_SEEN, jam("A"), sampled("B", 0)),
                row(Verdict.NOT_SEEN, jam("A"), Observed.played("B", "as-posted", 0)),
                row(Verdict.NOT_SEEN, jam("A"), Observed.untried("B", "as-posted")),
                row(Verdict.NOT_SEEN, jam("A"), Observed.outOfModel("B", "as-posted")),
                row(Verdict.NOT_SEEN, broken("A")),
                row(Verdict.NOT_SEEN, sampled("A", 0)),
                row(Verdict.NOT_SEEN, Observed.played("A", "as-posted", 0)),
                row(Verdict.NOT_SEEN, Observed.outOfModel("A", "as-posted"), sampled("A", 0)),
                // Nothing was tried.
                row(Verdict.OUT_OF_MODEL),
                row(Verdict.OUT_OF_MODEL, Observed.untried("A", "as-posted")),
                row(Verdict.OUT_OF_MODEL, Observed.outOfModel("A", "as-posted")));
    }

    @ParameterizedTest
    @MethodSource("table")
    void verdict_ofTheTable(List<Observation> observations, Set<MemoryModel> needed, Verdict verdict) {
        assertEquals(verdict, Verdicts.of(observations, needed, observations));
        List<Observation> reversed = new ArrayList<>(observations);
        Collections.reverse(reversed);
        assertEquals(verdict, Verdicts.of(reversed, needed, reversed), "in another order");
    }

    @Test
    void sameTestOnAnotherVariant_isAnotherTest() {
        Observation elsewhere = Observed.exhausted("A", "v2", MemoryModel.JAM, SearchBounds.NONE, 0);
        assertEquals(
                Verdict.NOT_SEEN, Verdicts.of(List.of(elsewhere, sampled("A", 0)), Question.WEAK_ORDERS, List.of()));
    }

    /** The engine that exhausted a test missed the mutant of the same shape, so it would have missed the race too. */
    @Test
    void proof_ofAnEngineThatMissedTheTwin_isNone() {
        Subject subject = Observed.subject("A", "as-posted", Expectation.SAFE, "M");
        Effort all = new Effort.Exhausted(MemoryModel.JAM, SearchBounds.NONE, 9, 1);
        Observation proof = Observed.of("explore", subject, all, 0);
        Subject mutant = Observed.subject("M", "irq-read-write", Expectation.SEEDED, "");
        Observation missed = Observed.of("explore", mutant, all, 0);
        Observation seen = Observed.of("explore", mutant, all, 2);
        Observation byAnother = Observed.of("stress", mutant, new Effort.Sampled(9, 1, 0.95, 1), 0);
        Verdict proved = Verdict.notRacy(Set.of(MemoryModel.JAM));
        assertEquals(Verdict.NOT_SEEN, Verdicts.of(List.of(proof), Question.WEAK_ORDERS, List.of(proof, missed)));
        assertEquals(proved, Verdicts.of(List.of(proof), Question.WEAK_ORDERS, List.of(proof, seen)));
        assertEquals(proved, Verdicts.of(List.of(proof), Question.WEAK_ORDERS, List.of(proof, byAnother)));
        assertEquals(proved, Verdicts.of(List.of(proof), Question.WEAK_ORDERS, List.of(proof)));
    }

    @Test
    void proof_withoutAModel_cannotBeWritten() {
        assertThrows(IllegalArgumentException.class, () -> new Verdict(Verdict.Kind.NOT_RACY, Set.of()));
        assertThrows(IllegalArgumentException.class, () -> new Verdict(Verdict.Kind.NOT_SEEN, Set.of(MemoryModel.SC)));
        assertThrows(
                IllegalArgumentException.class, () -> new Effort.Exhausted(MemoryModel.SC, SearchBounds.NONE, 0, 1));
    }

    /** What does not say under which model, within which bounds or of what is never counted as a proof. */
    @Test
    void exhausted_ofNothingOrUnderNothing_cannotBeWritten() {
        assertThrows(NullPointerException.class, () -> new Effort.Exhausted(null, SearchBounds.NONE, 1, 1));
        assertThrows(NullPointerException.class, () -> new Effort.Exhausted(MemoryModel.SC, null, 1, 1));
        Effort all = new Effort.Exhausted(MemoryModel.SC, SearchBounds.NONE, 1, 1);
        Finding none = Finding.nothing(null);
        assertThrows(NullPointerException.class, () -> new Observation("x", null, all, none, List.of(), ""));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Subject(" ", Set.of("q"), "v", "", Set.of(), Expectation.OPEN, ""));
    }

    @ParameterizedTest
    @MethodSource("table")
    void code_isReadAsTheSameVerdict(List<Observation> observations, Set<MemoryModel> needed, Verdict verdict) {
        assertEquals(verdict, Verdict.parse(verdict.code()));
    }

    @Test
    void parse_whatIsNoVerdict_isRefused() {
        for (String code : List.of("", "safe", "not-racy", "not-racy:", "not-racy:XYZ", "racy:SC")) {
            assertThrows(IllegalArgumentException.class, () -> Verdict.parse(code), code);
        }
    }

    @Test
    void verdict_inASentence_namesItsModel() {
        assertEquals(
                "not racy under JAM within the stated bounds",
                Verdict.notRacy(Set.of(MemoryModel.JAM)).toString());
        assertEquals(
                "not racy under JAM and LKMM (each test under one of them) within the stated bounds",
                Verdict.notRacy(Set.of(MemoryModel.JAM, MemoryModel.LKMM)).toString());
        assertEquals(
                "not racy under SC; weaker orders not looked at",
                Verdict.notRacyUnderStronger(Set.of(MemoryModel.SC)).toString());
    }
}
