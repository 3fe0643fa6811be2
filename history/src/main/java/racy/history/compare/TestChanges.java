// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import racy.history.Night;
import racy.history.NightState;
import racy.history.StressNight;
import racy.history.StressNight.OutcomeNight;
import racy.history.compare.Change.Kind;
import racy.history.stats.Fisher;

/** The changes of the tests of one environment of a night, against a baseline. */
final class TestChanges {
    private final Night nightBefore;
    private final Night nightAfter;
    private final Predicate<Outcome> seenEarlier;
    private final List<Change> changes = new ArrayList<>();

    /** An outcome of a test. */
    record Outcome(String test, String id) {}

    /** @param seenEarlier whether a night before {@code nightAfter} that compares saw it */
    TestChanges(Night nightBefore, Night nightAfter, Predicate<Outcome> seenEarlier) {
        this.nightBefore = nightBefore;
        this.nightAfter = nightAfter;
        this.seenEarlier = seenEarlier;
    }

    /** Compares tests of one JDK in one environment. */
    List<Change> of(List<StressNight> before, List<StressNight> after) {
        Map<String, StressNight> earlier = byName(before);
        Map<String, StressNight> now = byName(after);
        TreeSet<String> names = new TreeSet<>(earlier.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            compare(earlier.get(name), now.get(name));
        }
        return List.copyOf(changes);
    }

    private static Map<String, StressNight> byName(List<StressNight> tests) {
        return tests.stream().collect(Collectors.toMap(test -> test.test().name(), Function.identity()));
    }

    private static boolean ran(StressNight test) {
        return test != null && test.forks() + test.failedForks() > 0;
    }

    /** @param before null if the test was not planned in that environment, and so {@code after} */
    private void compare(StressNight before, StressNight after) {
        if (ran(before) && ran(after)) {
            failures(before, after);
            outcomes(before, after);
        } else if (ran(after)) {
            appeared(before, after);
        } else if (ran(before)) {
            disappeared(before, after);
        }
    }

    private void appeared(StressNight before, StressNight after) {
        boolean isNew = before == null && !isPartial(nightBefore);
        String since = isNew ? "is new" : "had no fork before";
        Failures failed = Failures.of(after);
        if (after.isFailure()) {
            lone(
                    Kind.NEW_FAILURE,
                    after,
                    failed.id(),
                    since + ", and fails: " + failure(after),
                    0,
                    0,
                    failed.forks(),
                    failed.of());
            return;
        }
        boolean blunt = after.isMissedRace();
        lone(
                isNew ? Kind.NEW_PASS : Kind.APPEARED,
                after,
                failed.id(),
                since + "; " + (blunt ? "its seeded race was not witnessed" : "nothing failed") + " in "
                        + forks(after.forks()),
                0,
                0,
                failed.forks(),
                failed.of());
    }

    private void disappeared(StressNight before, StressNight after) {
        String why;
        if (after != null) {
            why = nightAfter.state() == NightState.PARTIAL
                    ? "was planned and not reached before the night ended"
                    : "was planned, and no fork of it is recorded";
        } else if (!nightAfter.missing().isEmpty()) {
            why = "did not run; a shard never came";
        } else {
            why = "is not in the plan any more";
        }
        Failures failed = Failures.of(before);
        lone(
                Kind.DISAPPEARED,
                before,
                failed.id(),
                why + (before.isFailure() ? "; it failed before: " + failure(before) : ""),
                failed.forks(),
                failed.of(),
                0,
                0);
    }

    /** A change with nothing to compare. */
    private void lone(
            Kind kind,
            StressNight test,
            Optional<String> outcome,
            String words,
            int before,
            int ofBefore,
            int after,
            int ofAfter) {
        changes.add(
                new Change(kind, test.key(), outcome, words, before, ofBefore, after, ofAfter, Optional.empty(), true));
    }

    /**
     * How a test fails: its most frequent failure, counted in forks that ran to their end; or if none of them did, the forks
     * that failed.
     *
     * @param id of the outcome; empty if no fork ran to its end, or it does not fail
     */
    private record Failures(Optional<String> id, int forks, int of) {
        static Failures of(StressNight test) {
            Optional<OutcomeNight> leading = test.outcomes().stream()
                    .filter(outcome -> outcome.total().fails())
                    .max(Comparator.comparingInt(OutcomeNight::forks).thenComparing(TestChanges::id));
            if (leading.isEmpty() && test.isFailure()) {
                return new Failures(Optional.empty(), test.failedForks(), test.failedForks());
            }
            return new Failures(
                    leading.map(TestChanges::id),
                    leading.map(OutcomeNight::forks).orElse(0),
                    test.forks());
        }

        /** The same failure of the same test in another night. */
        Failures in(StressNight other) {
            return id.isPresent()
                    ? new Failures(id, TestChanges.forks(other, id.get()), other.forks())
                    : new Failures(id, other.failedForks(), other.forks() + other.failedForks());
        }
    }

    private static boolean isPartial(Night night) {
        return night.state() == NightState.PARTIAL || !night.missing().isEmpty();
    }

    private void failures(StressNight before, StressNight after) {
        if (!before.isFailure() && after.isFailure()) {
            transition(Kind.REGRESSION, before, after, after);
        } else if (before.isFailure() && !after.isFailure()) {
            transition(Kind.FIXED, before, after, before);
        } else if (before.isFailure()) {
            Failures now = Failures.of(after);
            Failures earlier = now.in(before);
            lone(
                    Kind.STILL_FAILING,
                    after,
                    now.id(),
                    "fails still: " + failure(after),
                    earlier.forks(),
                    earlier.of(),
                    now.forks(),
                    now.of());
        }
    }

    /** @param failed the side that fails, whose failure is counted on both */
    private void transition(Kind kind, StressNight before, StressNight after, StressNight failed) {
        Failures failure = Failures.of(failed);
        Optional<String> id = failure.id();
        int earlier = failure.in(before).forks();
        int ofEarlier = failure.in(before).of();
        int now = failure.in(after).forks();
        int ofNow = failure.in(after).of();
        double p = Fisher.p(earlier, ofEarlier, now, ofNow);
        boolean enough = p < Fisher.LEVEL;
        String words;
        if (kind == Kind.REGRESSION) {
            boolean known = id.filter(outcome -> seenEarlier.test(new Outcome(name(after), outcome)))
                    .isPresent();
            words = "fails now: " + failure(after) + "; before in " + earlier + " of " + ofEarlier
                    + (earlier > 0 ? ", when it was graded otherwise" : known ? "; earlier nights saw it" : "")
                    + (enough ? "" : "; too few forks to tell whether it became more frequent");
        } else {
            words = (enough ? "does not fail any more: " : "did not fail this time: ") + failure(before)
                    + " before, in " + now + " of " + ofNow + " now" + tooFew(enough, earlier, ofEarlier);
        }
        changes.add(new Change(kind, after.key(), id, words, earlier, ofEarlier, now, ofNow, Optional.of(p), enough));
    }

    private void outcomes(StressNight before, StressNight after) {
        boolean failsAnew = !before.isFailure() && after.isFailure();
        boolean failsNoMore = before.isFailure() && !after.isFailure();
        for (OutcomeNight outcome : after.outcomes()) {
            boolean told = failsAnew && outcome.total().fails();
            if (!told && find(before, id(outcome)).isEmpty() && !isKnown(after, outcome)) {
                boolean fails = outcome.total().fails();
                outcome(
                        fails ? Kind.REGRESSION : Kind.NEW_OUTCOME,
                        before,
                        after,
                        outcome,
                        (fails ? "fails in a new way: " : "seen for the first time: ") + quoted(outcome) + " in "
                                + outcome.forks() + " of " + forks(after.forks()) + ", in none of "
                                + before.forks() + " before",
                        enough -> enough ? "" : "; it may have been too rare to be seen before");
            }
        }
        if (after.forks() == 0) {
            return;
        }
        boolean blunted = before.isWitnessed() && after.isMissedRace();
        if (blunted) {
            teeth(before, after);
        }
        for (OutcomeNight outcome : before.outcomes()) {
            boolean told = failsNoMore && outcome.total().fails()
                    || blunted && outcome.total().hit();
            if (!told && find(after, id(outcome)).isEmpty()) {
                outcome(
                        Kind.VANISHED_OUTCOME,
                        before,
                        after,
                        outcome,
                        "not seen any more: " + quoted(outcome) + " in " + outcome.forks() + " of "
                                + forks(before.forks()) + " before, in 0 of " + after.forks() + " now",
                        enough -> tooFew(enough, outcome.forks(), before.forks()));
            }
        }
    }

    private boolean isKnown(StressNight test, OutcomeNight outcome) {
        return seenEarlier.test(new Outcome(name(test), id(outcome)));
    }

    private void outcome(
            Kind kind,
            StressNight before,
            StressNight after,
            OutcomeNight outcome,
            String words,
            Function<Boolean, String> caveat) {
        int earlier = forks(before, id(outcome));
        int now = forks(after, id(outcome));
        double p = Fisher.p(earlier, before.forks(), now, after.forks());
        boolean enough = p < Fisher.LEVEL;
        changes.add(new Change(
                kind,
                after.key(),
                Optional.of(id(outcome)),
                words + caveat.apply(enough),
                earlier,
                before.forks(),
                now,
                after.forks(),
                Optional.of(p),
                enough));
    }

    private void teeth(StressNight before, StressNight after) {
        double p = Fisher.p(before.forksWithHits(), before.forks(), 0, after.forks());
        boolean enough = p < Fisher.LEVEL;
        changes.add(new Change(
                Kind.VANISHED_OUTCOME,
                after.key(),
                Optional.empty(),
                "lost teeth: the seeded race was witnessed in " + before.forksWithHits() + " of "
                        + forks(before.forks()) + " before, in 0 of " + after.forks() + " now"
                        + tooFew(enough, before.forksWithHits(), before.forks()),
                before.forksWithHits(),
                before.forks(),
                0,
                after.forks(),
                Optional.of(p),
                enough));
    }

    private static String tooFew(boolean enough, int hits, int forks) {
        if (enough) {
            return "";
        }
        OptionalInt enoughForks = Fisher.forksToTell(hits, forks);
        return ": too few forks to tell" + (enoughForks.isPresent() ? ", " + enoughForks.getAsInt() + " would do" : "");
    }

    private static String failure(StressNight test) {
        String outcomes = test.outcomes().stream()
                .filter(outcome -> outcome.total().fails())
                .sorted(Comparator.comparingInt(OutcomeNight::forks)
                        .thenComparing(TestChanges::id)
                        .reversed())
                .map(outcome -> quoted(outcome) + " in " + outcome.forks() + " of " + forks(test.forks()))
                .collect(Collectors.joining(", "));
        return outcomes.isEmpty() ? "no fork ran to its end, " + test.failedForks() + " failed" : outcomes;
    }

    private static Optional<OutcomeNight> find(StressNight test, String id) {
        return test.outcomes().stream()
                .filter(outcome -> id(outcome).equals(id))
                .findFirst();
    }

    private static int forks(StressNight test, String id) {
        return find(test, id).map(OutcomeNight::forks).orElse(0);
    }

    private static String forks(int count) {
        return count + (count == 1 ? " fork" : " forks");
    }

    private static String id(OutcomeNight outcome) {
        return outcome.total().id();
    }

    private static String quoted(OutcomeNight outcome) {
        return "'" + id(outcome) + "'";
    }

    private static String name(StressNight test) {
        return test.test().name();
    }
}
