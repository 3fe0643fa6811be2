// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;

/**
 * What a test's classes say about it, combined by the rule of {@link Probe}.
 *
 * @param variant empty if the test isolates an idea
 * @param race empty if there is none
 * @param violations by name
 * @param twin void if there is none
 */
public record MergedProbe(
        List<String> questions,
        String variant,
        String race,
        List<String> violations,
        Expectation expectation,
        Level level,
        Class<?> twin) {

    /**
     * The probe of a test.
     *
     * @return empty if none of the test's classes has a probe
     * @throws IllegalArgumentException names the parts that no class states, or that one class states twice
     */
    public static Optional<MergedProbe> of(Class<?> test) {
        List<Probe> probes = probes(test);
        if (probes.isEmpty()) {
            return Optional.empty();
        }
        Parts parts = new Parts(probes);
        MergedProbe merged = new MergedProbe(
                parts.list(Probe::question),
                parts.one("variant", Probe::variant, null),
                parts.one("race", Probe::race, ""),
                parts.list(Probe::violation),
                parts.one("expect", Probe::expect, null),
                parts.one("level", Probe::level, null),
                parts.one("twin", Probe::twin, void.class));
        if (merged.questions.isEmpty()) {
            parts.problems.add(0, "question is said nowhere");
        }
        if (!parts.problems.isEmpty()) {
            throw new IllegalArgumentException(
                    test.getCanonicalName() + ": of its @Probe " + String.join(", ", parts.problems));
        }
        return Optional.of(merged);
    }

    /** The probes of the test's classes, the nearest first. */
    private static List<Probe> probes(Class<?> test) {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> each = test; each != null; each = each.getSuperclass()) {
            classes.add(each);
        }
        for (Class<?> each = test.getEnclosingClass(); each != null; each = each.getEnclosingClass()) {
            classes.add(each);
        }
        return classes.stream()
                .map(each -> each.getDeclaredAnnotation(Probe.class))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Looks up each part on its own. */
    private record Parts(List<Probe> probes, List<String> problems) {
        Parts(List<Probe> probes) {
            this(probes, new ArrayList<>());
        }

        List<String> list(Function<Probe, String[]> part) {
            return nearest(part).stream().filter(value -> !value.isEmpty()).toList();
        }

        /** @param fallback the value if no class states the part; null if one must */
        <T> T one(String name, Function<Probe, T[]> part, T fallback) {
            List<T> values = nearest(part);
            if (values.size() > 1) {
                problems.add(name + " is more than one: " + values);
            }
            if (values.isEmpty() && fallback == null) {
                problems.add(name + " is said nowhere");
            }
            return values.isEmpty() ? fallback : values.get(0);
        }

        private <T> List<T> nearest(Function<Probe, T[]> part) {
            return probes.stream()
                    .map(probe -> List.of(part.apply(probe)))
                    .filter(values -> !values.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }
    }
}
