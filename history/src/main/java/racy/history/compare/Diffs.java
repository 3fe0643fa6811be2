// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import racy.history.BenchNight;
import racy.history.History;
import racy.history.Night;
import racy.history.Seen;
import racy.history.StressNight;
import racy.history.compare.Diff.Baseline;

/** Compares nights of a history. */
public final class Diffs {
    /** Longer values, such as a JDK's release file, are only named. */
    private static final int VALUES_AT_MOST = 80;

    private static final Comparator<Change> LOUDEST_FIRST = Comparator.comparingInt(Diffs::rank)
            .thenComparing(change -> !change.enough())
            .thenComparing(Change::key)
            .thenComparing(change -> change.outcome().orElse(""));

    private final History history;
    private final Night after;
    private final boolean force;
    private final List<Night> earlier;
    private final Set<Seen> seenBefore;
    private final List<StressNight> testsAfter;
    private final List<BenchNight> benchmarksAfter;
    private final List<BenchNight> confirmations;
    private final Map<String, List<StressNight>> tests = new HashMap<>();
    private final Map<String, List<BenchNight>> benchmarks = new HashMap<>();
    private final List<String> incomparable = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<BenchChange> benchChanges = new ArrayList<>();

    /** A JDK in an environment, as a part of a night has it. */
    private record Place(String jdk, String fingerprint) {
        static Set<Place> of(Night night) {
            return night.parts().stream()
                    .map(part -> new Place(part.jdk(), part.fingerprint()))
                    .sorted(Comparator.comparing(Place::jdk).thenComparing(Place::fingerprint))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    private Diffs(History history, Night after, boolean force) {
        this.history = history;
        this.after = after;
        this.force = force;
        earlier = earlierThan(history, after);
        seenBefore = history.seenBefore(after.id());
        testsAfter = history.tests(after.id());
        benchmarksAfter = history.benchmarks(after.id());
        confirmations = history.confirmations(after.id());
    }

    /**
     * Compares two nights, each environment with itself.
     *
     * @param force compares a JDK's environments even if they differ, and says in what
     */
    public static Diff between(History history, Night before, Night after, boolean force) {
        return new Diffs(history, after, force).with(before);
    }

    /** Compares each environment of a night with the newest earlier night of the same origin that has a part in it. */
    public static Diff withLastComparable(History history, Night after) {
        return new Diffs(history, after, false).withLastComparable();
    }

    /** Nights of the same origin before a night, newest first. */
    private static List<Night> earlierThan(History history, Night after) {
        return history.nights(Integer.MAX_VALUE).stream()
                .filter(night -> night.isBefore(after) && night.origin() == after.origin())
                .toList();
    }

    private Diff with(Night before) {
        if (before.origin() != after.origin()) {
            incomparable.add("one of " + before.id() + " and " + after.id()
                    + " is a demonstration, whose numbers nobody measured");
            return diff(List.of());
        }
        List<Baseline> baselines = new ArrayList<>();
        Set<Place> matched = new LinkedHashSet<>();
        for (Place place : Place.of(after)) {
            if (Place.of(before).contains(place)) {
                matched.add(place);
                compare(place, before, place, List.of(before));
                baselines.add(new Baseline(place.jdk(), place.fingerprint(), before));
                continue;
            }
            Optional<Place> nearest = nearest(place, before);
            if (nearest.isEmpty()) {
                incomparable.add("JDK " + place.jdk() + ": measured in " + after.id() + ", not in " + before.id());
            } else if (force) {
                matched.add(nearest.get());
                incomparable.add(
                        "JDK " + place.jdk() + ": compared because that was asked for; the environments differ in "
                                + difference(nearest.get(), place));
                compare(nearest.get(), before, place, List.of(before));
                baselines.add(new Baseline(place.jdk(), place.fingerprint(), before));
            } else {
                incomparable.add("JDK " + place.jdk() + ": the environments of " + before.id() + " and " + after.id()
                        + " differ in " + difference(nearest.get(), place));
            }
        }
        leftOut(before, matched);
        return diff(baselines);
    }

    private Diff withLastComparable() {
        List<Baseline> baselines = new ArrayList<>();
        Set<Place> matched = new LinkedHashSet<>();
        for (Place place : Place.of(after)) {
            List<Night> comparable = earlier.stream()
                    .filter(night -> Place.of(night).contains(place))
                    .toList();
            if (comparable.isEmpty()) {
                incomparable.add("JDK " + place.jdk() + ": " + whyNone(place));
            } else {
                matched.add(place);
                compare(place, comparable.get(0), place, comparable);
                baselines.add(new Baseline(place.jdk(), place.fingerprint(), comparable.get(0)));
            }
        }
        earlier.stream().findFirst().ifPresent(last -> leftOut(last, matched));
        return diff(baselines);
    }

    private String whyNone(Place place) {
        return earlier.stream()
                .flatMap(night -> nearest(place, night)
                        .map(nearest -> "no earlier night in this environment; the last, " + night.id()
                                + ", differs in " + difference(nearest, place))
                        .stream())
                .findFirst()
                .orElse("measured in no earlier night");
    }

    /** What an earlier night has and this one has nothing to compare with. */
    private void leftOut(Night before, Set<Place> matched) {
        SortedSet<String> jdks =
                after.parts().stream().map(Night.Part::jdk).collect(Collectors.toCollection(TreeSet::new));
        for (Place place : Place.of(before)) {
            if (!jdks.contains(place.jdk())) {
                incomparable.add("JDK " + place.jdk() + ": measured in " + before.id() + ", not in " + after.id());
            } else if (!matched.contains(place)
                    && matched.stream().anyMatch(other -> other.jdk().equals(place.jdk()))) {
                incomparable.add("JDK " + place.jdk() + ": " + before.id() + " also has an environment that "
                        + after.id() + " does not have; what ran only there is not compared");
            }
        }
    }

    /** Of the environments of a JDK in a night, the one that differs in the least. */
    private Optional<Place> nearest(Place place, Night night) {
        return Place.of(night).stream()
                .filter(other -> other.jdk().equals(place.jdk()))
                .min(Comparator.comparingInt(other -> differences(other, place).size()));
    }

    private List<EnvironmentDifference> differences(Place before, Place now) {
        return EnvironmentDifference.between(
                history.environment(before.fingerprint()), history.environment(now.fingerprint()));
    }

    private String difference(Place before, Place now) {
        if (history.environment(before.fingerprint()).isEmpty()
                || history.environment(now.fingerprint()).isEmpty()) {
            return "what is not recorded: an environment is unknown";
        }
        return differences(before, now).stream().map(Diffs::words).collect(Collectors.joining(", "));
    }

    private static String words(EnvironmentDifference difference) {
        String values = difference.before() + ", now " + difference.after();
        return values.length() > VALUES_AT_MOST || values.contains("\n")
                ? difference.name()
                : difference.name() + " (" + values + ")";
    }

    /**
     * @param comparable nights in the environment, newest first: benchmarks compare with the newest that measured any, as
     *     a night may go without
     */
    private void compare(Place placeBefore, Night before, Place place, List<Night> comparable) {
        List<StressNight> old = at(placeBefore, testsOf(before));
        List<StressNight> fresh = at(place, testsAfter);
        Set<String> moved = moved(old, fresh, before, place.jdk());
        if (!moved.isEmpty()) {
            incomparable.add("JDK " + place.jdk() + ": " + moved.size() + (moved.size() == 1 ? " test" : " tests")
                    + " ran in another environment than in " + before.id() + ": " + String.join(", ", moved));
        }
        changes.addAll(new TestChanges(
                        before,
                        after,
                        outcome -> force
                                ? seenBefore.stream().anyMatch(seen -> matches(seen, outcome, place))
                                : seenBefore.contains(
                                        new Seen(outcome.test(), place.jdk(), place.fingerprint(), outcome.id())))
                .of(without(moved, old), without(moved, fresh)));
        List<BenchNight> measured = benchmarksAt(place, benchmarksAfter);
        if (!measured.isEmpty()) {
            List<BenchNight> baseline = comparable.stream()
                    .map(night -> benchmarksAt(placeBefore, benchmarksOf(night)))
                    .filter(list -> !list.isEmpty())
                    .findFirst()
                    .orElse(List.of());
            Benchmarks compared = Benchmarks.compare(baseline, measured, benchmarksAt(place, confirmations));
            benchChanges.addAll(compared.changes());
            compared.incomparable().forEach(sentence -> incomparable.add("JDK " + place.jdk() + ": " + sentence));
        }
    }

    private static boolean matches(Seen seen, TestChanges.Outcome outcome, Place place) {
        return seen.test().equals(outcome.test())
                && seen.jdk().equals(place.jdk())
                && seen.outcome().equals(outcome.id());
    }

    /** Tests that have a place in both nights, but not the same: a shard went to another kind of machine. */
    private Set<String> moved(List<StressNight> old, List<StressNight> fresh, Night before, String jdk) {
        Set<String> here = names(old);
        Set<String> now = names(fresh);
        Set<String> moved = new TreeSet<>();
        now.stream().filter(name -> !here.contains(name)).forEach(moved::add);
        moved.retainAll(names(
                testsOf(before).stream().filter(test -> test.jdk().equals(jdk)).toList()));
        Set<String> gone = new TreeSet<>(here);
        gone.removeAll(now);
        gone.retainAll(
                names(testsAfter.stream().filter(test -> test.jdk().equals(jdk)).toList()));
        moved.addAll(gone);
        return moved;
    }

    private static Set<String> names(List<StressNight> tests) {
        return tests.stream().map(test -> test.test().name()).collect(Collectors.toSet());
    }

    private static List<StressNight> without(Set<String> names, List<StressNight> tests) {
        return tests.stream()
                .filter(test -> !names.contains(test.test().name()))
                .toList();
    }

    private static List<StressNight> at(Place place, List<StressNight> tests) {
        return tests.stream()
                .filter(test -> place.equals(new Place(test.jdk(), test.fingerprint())))
                .toList();
    }

    private static List<BenchNight> benchmarksAt(Place place, List<BenchNight> benchmarks) {
        return benchmarks.stream()
                .filter(each -> place.equals(new Place(each.jdk(), each.fingerprint())))
                .toList();
    }

    private List<StressNight> testsOf(Night night) {
        return tests.computeIfAbsent(night.id(), history::tests);
    }

    private List<BenchNight> benchmarksOf(Night night) {
        return benchmarks.computeIfAbsent(night.id(), history::benchmarks);
    }

    private Diff diff(List<Baseline> baselines) {
        changes.sort(LOUDEST_FIRST);
        benchChanges.sort(BenchChange.LOUDEST_FIRST);
        Optional<Night> before = baselines.stream()
                .map(Baseline::before)
                .max(Comparator.comparing(Night::started).thenComparing(Night::id));
        return new Diff(before, after, baselines, incomparable, changes, benchChanges);
    }

    private static int rank(Change change) {
        return switch (change.kind()) {
            case REGRESSION -> 0;
            case NEW_FAILURE -> 1;
            case VANISHED_OUTCOME -> change.isLossOfTeeth() ? 2 : 6;
            case NEW_OUTCOME -> 3;
            case DISAPPEARED -> 4;
            case FIXED -> 5;
            case STILL_FAILING -> 7;
            case APPEARED -> 8;
            case NEW_PASS -> 9;
        };
    }
}
