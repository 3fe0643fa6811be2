// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The bounds within which an engine looked at every execution.
 *
 * @param limits each limit by its name, such as {@code preemptions}; empty if nothing was bounded
 */
public record SearchBounds(SortedMap<String, Long> limits) {
    /** Nothing was bounded. */
    public static final SearchBounds NONE = new SearchBounds(Map.of());

    public SearchBounds(Map<String, Long> limits) {
        this((SortedMap<String, Long>) new TreeMap<>(limits));
    }

    public SearchBounds {
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
    }

    /** Whether nothing was bounded. Then what was not found does not exist, under the engine's memory model. */
    public boolean isUnbounded() {
        return limits.isEmpty();
    }

    /** As in "within at most 3 preemptions". */
    @Override
    public String toString() {
        return isUnbounded()
                ? "without a bound"
                : limits.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", ", "within at most ", ""));
    }
}
