// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static racy.history.sample.SampleNights.fine;
import static racy.history.sample.SampleNights.forbidden;
import static racy.history.sample.SampleNights.hit;
import static racy.history.sample.SampleNights.part;
import static racy.history.sample.SampleNights.safe;
import static racy.history.sample.SampleNights.seeded;
import static racy.history.sample.SampleNights.test;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.StressNight;
import racy.history.StressNight.OutcomeNight;
import racy.history.compare.Change.Kind;
import racy.history.sample.MemoryHistory;
import racy.history.sample.NightContent;
import racy.review.Expectation;

class DiffsTest {
    private final MemoryHistory history = new MemoryHistory();
    private final String here = history.environment(Map.of("cpu.model", "a", "os.version", "6.1"));
    private final String there = history.environment(Map.of("cpu.model", "a", "os.version", "6.2"));

    private Diff diff(StressNight before, StressNight after) {
        history.add("n1", "17", here, before == null ? NightContent.of(new StressNight[0]) : NightContent.of(before));
        Night now = history.add(
                "n2", "17", here, after == null ? NightContent.of(new StressNight[0]) : NightContent.of(after));
        return Diffs.withLastComparable(history, now);
    }

    private static Change only(Diff diff) {
        assertEquals(1, diff.changes().size(), () -> diff.changes().toString());
        return diff.changes().get(0);
    }

    private StressNight safeTest(int forks, OutcomeNight... outcomes) {
        return safe("T", "17", here, forks, outcomes);
    }

    private StressNight seededTest(int forks, OutcomeNight... outcomes) {
        return seeded("S", "17", here, forks, outcomes);
    }

    @Test
    void passedThenForbidden_isRegressionWithItsOutcome() {
        Change change = only(diff(safeTest(40, fine("ok", 40)), safeTest(40, fine("ok", 40), forbidden("bad", 12))));
        assertEquals(Kind.REGRESSION, change.kind());
        assertEquals(Optional.of("bad"), change.outcome());
        assertEquals("fails now: 'bad' in 12 of 40 forks; before in 0 of 40", change.words());
        assertEquals(List.of(0, 40, 12, 40), counts(change));
        assertTrue(change.enough() && change.p().orElseThrow() < 0.001 && change.isNews());
    }

    private static List<Integer> counts(Change change) {
        return List.of(change.forksBefore(), change.ofForksBefore(), change.forksAfter(), change.ofForksAfter());
    }

    @Test
    void passedThenForbiddenOnce_isToldAlthoughItMayBeChance() {
        Change change = only(diff(safeTest(40), safeTest(40, forbidden("bad", 1))));
        assertEquals(Kind.REGRESSION, change.kind());
        assertFalse(change.enough());
        assertTrue(change.isNews());
        assertTrue(change.words().endsWith("too few forks to tell whether it became more frequent"), change::words);
    }

    @Test
    void forbiddenSeenNightsAgo_isRegressionThatEarlierNightsSaw() {
        history.add("n0", "17", here, NightContent.of(safeTest(40, forbidden("bad", 1))));
        Change change = only(diff(safeTest(40), safeTest(40, forbidden("bad", 1))));
        assertEquals(Kind.REGRESSION, change.kind());
        assertTrue(change.words().contains("earlier nights saw it"), change::words);
    }

    @Test
    void outcomeGradedStricterNow_saysSo() {
        Change change = only(diff(safeTest(10, fine("x", 5)), safeTest(10, forbidden("x", 5))));
        assertEquals(Kind.REGRESSION, change.kind());
        assertTrue(change.words().contains("in 5 of 10, when it was graded otherwise"), change::words);
    }

    @Test
    void failedThenPasses_isFixedOnlyWithEnoughForks() {
        Change fixed = only(diff(safeTest(10, forbidden("bad", 9)), safeTest(10)));
        assertEquals(Kind.FIXED, fixed.kind());
        assertTrue(fixed.enough() && fixed.isNews());
        assertTrue(fixed.words().startsWith("does not fail any more: 'bad' in 9 of 10 forks before"), fixed::words);

        Change chance = only(diff(safeTest(40, forbidden("bad", 3)), safeTest(6)));
        assertFalse(chance.enough() || chance.isNews());
        assertEquals(
                "did not fail this time: 'bad' in 3 of 40 forks before, in 0 of 6 now: too few forks to tell, 67 would do",
                chance.words());
    }

    @Test
    void failsTwice_isStillFailingAndNoNews() {
        Change change = only(diff(safeTest(10, forbidden("bad", 9)), safeTest(10, forbidden("bad", 8))));
        assertEquals(Kind.STILL_FAILING, change.kind());
        assertEquals(List.of(9, 10, 8, 10), counts(change));
        assertFalse(change.isNews());
    }

    @Test
    void failsInANewWay_isRegressionBesides() {
        Diff diff = diff(safeTest(10, forbidden("bad", 9)), safeTest(10, forbidden("bad", 8), forbidden("worse", 2)));
        assertEquals(
                List.of(Kind.REGRESSION, Kind.STILL_FAILING),
                diff.changes().stream().map(Change::kind).toList());
        assertEquals(Optional.of("worse"), diff.changes().get(0).outcome());
    }

    @Test
    void everyForkCrashes_isRegressionWithoutVanishedOutcomes() {
        Change change = only(diff(safeTest(10, fine("ok", 10)), test("T", "17", here, Expectation.SAFE, 0, 3)));
        assertEquals(Kind.REGRESSION, change.kind());
        assertEquals(Optional.empty(), change.outcome());
        assertEquals(List.of(0, 10, 3, 3), counts(change));
        assertEquals("fails now: no fork ran to its end, 3 failed; before in 0 of 10", change.words());
    }

    @Test
    void newTest_failsOrPasses() {
        assertEquals(
                Kind.NEW_FAILURE,
                only(diff(null, safeTest(5, forbidden("bad", 1)))).kind());
        assertEquals(Kind.NEW_PASS, only(diff(null, safeTest(5, fine("ok", 5)))).kind());
        Change blunt = only(diff(null, seededTest(5)));
        assertEquals("is new; its seeded race was not witnessed in 5 forks", blunt.words());
    }

    @Test
    void plannedAndNotReachedBefore_appearsOrFails() {
        assertEquals(Kind.APPEARED, only(diff(safeTest(0), safeTest(5))).kind());
        Change change = only(diff(safeTest(0), safeTest(5, forbidden("bad", 1))));
        assertEquals(Kind.NEW_FAILURE, change.kind());
        assertTrue(change.words().startsWith("had no fork before"), change::words);
    }

    @Test
    void notPlannedAnyMore_disappears() {
        Change change = only(diff(safeTest(5, forbidden("bad", 1)), null));
        assertEquals(Kind.DISAPPEARED, change.kind());
        assertEquals("is not in the plan any more; it failed before: 'bad' in 1 of 5 forks", change.words());
    }

    @Test
    void partialNight_saysNotReached() {
        history.add("n1", "17", here, NightContent.of(safeTest(5), seededTest(5)));
        Night now = history.add(
                history.night("n2", Origin.MEASURED, NightState.PARTIAL, List.of(2), part("17", here)),
                NightContent.of(safeTest(0)));
        List<String> words = Diffs.withLastComparable(history, now).changes().stream()
                .map(change -> change.key().test() + " " + change.words())
                .toList();
        assertEquals(
                List.of("S did not run; a shard never came", "T was planned and not reached before the night ended"),
                words);
    }

    @Test
    void afterAPartialNight_whatItLackedIsNotCalledNew() {
        history.add(
                history.night("n1", Origin.MEASURED, NightState.PARTIAL, List.of(2), part("17", here)),
                NightContent.of(new StressNight[0]));
        Night now = history.add("n2", "17", here, NightContent.of(safeTest(5)));
        assertEquals(Kind.APPEARED, only(Diffs.withLastComparable(history, now)).kind());
    }

    @Test
    void outcomeNeverSeen_isNewAndNewsHoweverRare() {
        Change change = only(diff(safeTest(40, fine("ok", 40)), safeTest(40, fine("ok", 40), fine("odd", 1))));
        assertEquals(Kind.NEW_OUTCOME, change.kind());
        assertEquals(Optional.of("odd"), change.outcome());
        assertTrue(change.isNews());
        assertFalse(change.enough());
    }

    @Test
    void outcomeSeenInAnOlderNight_isNotNew() {
        history.add("n0", "17", here, NightContent.of(safeTest(40, fine("odd", 1))));
        assertEquals(List.of(), diff(safeTest(40), safeTest(40, fine("odd", 1))).changes());
    }

    @Test
    void outcomeSeenOnAnotherJdkOrInAnotherEnvironmentOrMadeUp_isNew() {
        history.add("n0", "25", here, NightContent.of(safe("T", "25", here, 40, fine("odd", 1))));
        history.add("n00", "17", there, NightContent.of(safe("T", "17", there, 40, fine("odd", 1))));
        history.add(
                history.night("n000", Origin.DEMONSTRATION, NightState.COMPLETE, List.of(), part("17", here)),
                NightContent.of(safeTest(40, fine("odd", 1))));
        assertEquals(
                Kind.NEW_OUTCOME,
                only(diff(safeTest(40), safeTest(40, fine("odd", 1)))).kind());
    }

    @Test
    void outcomeGone_isVanishedOnlyWithEnoughForks() {
        Change chance = only(diff(safeTest(40, fine("ok", 40), fine("odd", 3)), safeTest(6, fine("ok", 6))));
        assertEquals(Kind.VANISHED_OUTCOME, chance.kind());
        assertFalse(chance.enough() || chance.isNews());
        assertEquals(
                "not seen any more: 'odd' in 3 of 40 forks before, in 0 of 6 now: too few forks to tell, 67 would do",
                chance.words());
        Change sure = only(diff(safeTest(40, fine("odd", 30)), safeTest(40)));
        assertTrue(sure.enough() && sure.isNews());
        assertFalse(sure.isLossOfTeeth());
    }

    @Test
    void seededRaceNotWitnessedAnyMore_isLossOfTeethTold() {
        Change change = only(diff(seededTest(12, fine("ok", 12), hit("bad", 12)), seededTest(12, fine("ok", 12))));
        assertTrue(change.isLossOfTeeth() && change.enough() && change.isNews());
        assertEquals(
                "lost teeth: the seeded race was witnessed in 12 of 12 forks before, in 0 of 12 now", change.words());
        Change few = only(diff(seededTest(1, hit("bad", 1)), seededTest(6)));
        assertTrue(few.isLossOfTeeth() && !few.enough() && few.isNews());
    }

    @Test
    void withLastComparable_skipsOtherEnvironments() {
        history.add("n1", "17", here, NightContent.of(safeTest(40)));
        history.add("n2", "17", there, NightContent.of(safe("T", "17", there, 40, forbidden("bad", 9))));
        history.add("n3", "25", here, NightContent.of(safe("T", "25", here, 40)));
        Night now = history.add("n4", "17", here, NightContent.of(safeTest(40, forbidden("bad", 9))));
        Diff diff = Diffs.withLastComparable(history, now);
        assertEquals("n1", diff.before().orElseThrow().id());
        assertEquals(Kind.REGRESSION, only(diff).kind());
        assertEquals(List.of("JDK 25: measured in n3, not in n4"), diff.incomparable());
    }

    @Test
    void withLastComparable_eachJdkHasItsOwn() {
        history.add("n1", "25", here, NightContent.of(safe("T", "25", here, 40)));
        history.add("n2", "17", here, NightContent.of(safeTest(40)));
        Night now = history.add(
                history.night(
                        "n3", Origin.MEASURED, NightState.COMPLETE, List.of(), part("17", here), part("25", here)),
                NightContent.of(safeTest(40), safe("T", "25", here, 40, forbidden("bad", 9))));
        Diff diff = Diffs.withLastComparable(history, now);
        assertEquals(
                List.of("17 n2", "25 n1"),
                diff.baselines().stream()
                        .map(baseline ->
                                baseline.jdk() + " " + baseline.before().id())
                        .toList());
        assertEquals("25", only(diff).key().jdk());
        assertEquals(List.of(), diff.incomparable());
    }

    @Test
    void withLastComparable_none_saysInWhatTheEnvironmentDiffers() {
        history.add("n1", "17", there, NightContent.of(safe("T", "17", there, 40)));
        Night now = history.add("n2", "17", here, NightContent.of(safeTest(40, forbidden("bad", 9))));
        Diff diff = Diffs.withLastComparable(history, now);
        assertEquals(Optional.empty(), diff.before());
        assertEquals(List.of(), diff.changes());
        assertEquals(
                List.of(
                        "JDK 17: no earlier night in this environment; the last, n1, differs in os.version (6.2, now 6.1)"),
                diff.incomparable());
    }

    @Test
    void withLastComparable_firstNight_comparesWithNothing() {
        Night now = history.add("n1", "17", here, NightContent.of(safeTest(40, forbidden("bad", 9))));
        Diff diff = Diffs.withLastComparable(history, now);
        assertEquals(List.of(), diff.changes());
        assertEquals(List.of("JDK 17: measured in no earlier night"), diff.incomparable());
    }

    @Test
    void between_otherEnvironment_onlyByForce() {
        Night before = history.add("n1", "17", there, NightContent.of(safe("T", "17", there, 40, fine("odd", 2))));
        Night now = history.add("n2", "17", here, NightContent.of(safeTest(40, forbidden("bad", 9), fine("odd", 2))));
        Diff refused = Diffs.between(history, before, now, false);
        assertEquals(List.of(), refused.changes());
        assertEquals(
                List.of("JDK 17: the environments of n1 and n2 differ in os.version (6.2, now 6.1)"),
                refused.incomparable());
        Diff forced = Diffs.between(history, before, now, true);
        assertEquals(Kind.REGRESSION, only(forced).kind());
        assertTrue(forced.incomparable().get(0).contains("compared because that was asked for"));
    }

    @Test
    void between_demonstrationAndMeasurement_neverCompare() {
        Night before = history.add(
                history.night("n1", Origin.DEMONSTRATION, NightState.COMPLETE, List.of(), part("17", here)),
                NightContent.of(safeTest(40)));
        Night now = history.add("n2", "17", here, NightContent.of(safeTest(40, forbidden("bad", 9))));
        Diff diff = Diffs.between(history, before, now, true);
        assertEquals(List.of(), diff.changes());
        assertTrue(diff.incomparable().get(0).contains("demonstration"));
    }

    @Test
    void testOnAnotherMachineThanBefore_isNotComparedNorMissed() {
        history.add(
                history.night(
                        "n1", Origin.MEASURED, NightState.COMPLETE, List.of(), part("17", here), part("17", there)),
                NightContent.of(safeTest(40), safe("U", "17", there, 40)));
        Night now = history.add(
                history.night(
                        "n2", Origin.MEASURED, NightState.COMPLETE, List.of(), part("17", here), part("17", there)),
                NightContent.of(safe("T", "17", there, 40), safe("U", "17", there, 40)));
        Diff diff = Diffs.withLastComparable(history, now);
        assertEquals(List.of(), diff.changes());
        assertEquals(2, diff.baselines().size());
        assertTrue(
                diff.incomparable().get(0).endsWith("1 test ran in another environment than in n1: T"), diff::toString);
    }

    @Test
    void anyNightWithItself_hasNoChange() {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            Night night = history.add("n" + i, "17", here, random(random));
            List<Change> changes = Diffs.between(history, night, night, false).changes();
            assertTrue(
                    changes.stream().allMatch(change -> change.kind() == Kind.STILL_FAILING), () -> changes.toString());
        }
    }

    /** What one direction calls a regression the other calls fixed, and so on; new needs a history without others. */
    @Test
    void twoNightsSwapped_kindsMirrored() {
        Random random = new Random(2);
        Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
        for (int i = 0; i < 300; i++) {
            MemoryHistory two = new MemoryHistory();
            Night a = two.add("a", "17", here, random(random));
            Night b = two.add("b", "17", here, random(random));
            List<String> forth = new ArrayList<>();
            for (Change change : Diffs.between(two, a, b, false).changes()) {
                seen.merge(change.kind(), 1, Integer::sum);
                forth.addAll(mirrored(change));
            }
            List<String> back = Diffs.between(two, b, a, false).changes().stream()
                    .map(change -> group(change.kind()) + " " + change.key() + " " + counts(change))
                    .toList();
            assertEquals(
                    forth.stream().sorted().toList(), back.stream().sorted().toList());
        }
        for (Kind kind : Kind.values()) {
            assertTrue(kind == Kind.APPEARED || seen.getOrDefault(kind, 0) > 10, kind + " was not tried: " + seen);
        }
    }

    private static List<String> mirrored(Change change) {
        String mirror = switch (change.kind()) {
            case REGRESSION -> "fixed";
            case FIXED -> "regression";
            case NEW_FAILURE, NEW_PASS, APPEARED -> "gone";
            case DISAPPEARED -> "came";
            case NEW_OUTCOME -> "vanished";
            case VANISHED_OUTCOME -> "new";
            case STILL_FAILING -> "still";
        };
        List<Integer> counts = counts(change);
        List<Integer> swapped = List.of(counts.get(2), counts.get(3), counts.get(0), counts.get(1));
        return List.of(mirror + " " + change.key() + " " + swapped);
    }

    private static String group(Kind kind) {
        return switch (kind) {
            case REGRESSION -> "regression";
            case FIXED -> "fixed";
            case NEW_FAILURE, NEW_PASS, APPEARED -> "came";
            case DISAPPEARED -> "gone";
            case NEW_OUTCOME -> "new";
            case VANISHED_OUTCOME -> "vanished";
            case STILL_FAILING -> "still";
        };
    }

    /** A few safe tests, each there or not, with one way to fail and some outcomes that may be. */
    private NightContent random(Random random) {
        List<StressNight> tests = new ArrayList<>();
        for (String name : List.of("A", "B", "C", "D")) {
            if (random.nextInt(4) > 0) {
                Map<String, OutcomeNight> outcomes = new TreeMap<>();
                for (String id : List.of("x", "y", "z")) {
                    if (random.nextBoolean()) {
                        outcomes.put(id, fine(id, 1 + random.nextInt(10)));
                    }
                }
                if (random.nextInt(3) == 0) {
                    outcomes.put("bad", forbidden("bad", 5));
                }
                tests.add(safe(name, "17", here, 10, outcomes.values().toArray(OutcomeNight[]::new)));
            }
        }
        return NightContent.of(tests.toArray(StressNight[]::new));
    }
}
