// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import racy.explore.search.Limits;
import racy.explore.search.Search;
import racy.explore.vm.Machine;
import racy.review.SearchBounds;
import racy.text.TimeSpan;

/**
 * How far a test is explored. A test that hits one of these bounds is given up, but for the bound of preemptions: it says
 * which interleavings are looked at, and all of those are.
 *
 * @param limits of the search
 * @param time for one test; null if there is no bound
 */
public record Bounds(Limits limits, Duration time) {
    /** What holds where nobody says otherwise, as a text. */
    public static final String DEFAULTS = "states=200000,time=10s";

    private static final String PREEMPTIONS = "preemptions";
    private static final String STEPS = "steps";
    private static final String EXECUTIONS = "executions";
    private static final String STATES = "states";
    private static final String TIME = "time";
    private static final List<String> NAMES = List.of(PREEMPTIONS, STEPS, EXECUTIONS, STATES, TIME);

    /** What holds where nobody says otherwise. */
    public static final Bounds DEFAULT = new Bounds(Limits.ofStates(Long.MAX_VALUE), null).with(DEFAULTS);

    /** Nothing but the states is bounded. */
    public static Bounds ofStates(long states) {
        return new Bounds(Limits.ofStates(states), null);
    }

    /**
     * Bounds as they are written: {@code preemptions=2,time=1m}. What is not named has its default.
     *
     * @throws IllegalArgumentException if the text is not understood; its message says why
     */
    public static Bounds parse(String text) {
        return DEFAULT.with(text);
    }

    /** The same; what is not named is as {@code defaults} say. */
    public static Bounds parse(String text, String defaults) {
        return new Bounds(Limits.ofStates(Long.MAX_VALUE), null).with(defaults).with(text);
    }

    private Bounds with(String text) {
        Limits limits = this.limits;
        Duration time = this.time;
        List<String> seen = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            String value = equals < 0 ? "" : each.substring(equals + 1);
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "there is no bound '" + name + "', only " + String.join(", ", NAMES));
            }
            if (seen.contains(name)) {
                throw new IllegalArgumentException("two bounds of " + name);
            }
            seen.add(name);
            if (name.equals(TIME)) {
                time = TimeSpan.parse(value);
            } else {
                limits = with(limits, name, number(name, value));
            }
        }
        return new Bounds(limits, time);
    }

    private static long number(String name, String value) {
        long least = name.equals(PREEMPTIONS) ? 0 : 1;
        try {
            long number = Long.parseLong(value);
            if (number >= least && (number < Limits.ANY || !name.equals(PREEMPTIONS))) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(name + "=" + value + ": this must be a number, " + least + " is the least");
    }

    private static Limits with(Limits limits, String name, long number) {
        return switch (name) {
            case PREEMPTIONS -> new Limits((int) number, limits.steps(), limits.executions(), limits.states());
            case STEPS -> new Limits(limits.preemptions(), number, limits.executions(), limits.states());
            case EXECUTIONS -> new Limits(limits.preemptions(), limits.steps(), number, limits.states());
            default -> new Limits(limits.preemptions(), limits.steps(), limits.executions(), number);
        };
    }

    /** Which interleavings are looked at. */
    public SearchBounds within() {
        return limits.preemptions() == Limits.ANY
                ? SearchBounds.NONE
                : new SearchBounds(Map.of(PREEMPTIONS, (long) limits.preemptions()));
    }

    /** Whether a search that began then has to end. */
    BooleanSupplier isLate(BooleanSupplier stopped, long start) {
        return () -> stopped.getAsBoolean() || time != null && System.nanoTime() - start > time.toNanos();
    }

    /**
     * Why not all that was to be looked at was looked at.
     *
     * @param stop why the search ended early; null if it did not
     * @return null if all was looked at
     */
    String gaveUp(Search.Stop stop, BooleanSupplier stopped, Machine machine) {
        if (stop != null) {
            return words(stop, stopped);
        }
        if (!machine.coarseSteps().isEmpty()) {
            return "taken as one step: " + String.join(", ", machine.coarseSteps());
        }
        return machine.choices().isEmpty()
                ? null
                : "of several possible ones only one was taken: " + String.join(", ", machine.choices());
    }

    private String words(Search.Stop stop, BooleanSupplier stopped) {
        return switch (stop) {
            case ASKED ->
                stopped.getAsBoolean() ? "it was interrupted" : "the bound time=" + TimeSpan.of(time) + " was hit";
            case STATES -> "the bound states=" + limits.states() + " was hit";
            case EXECUTIONS -> "the bound executions=" + limits.executions() + " was hit";
            case STEPS -> "the bound steps=" + limits.steps() + " was hit";
            case MEMORY -> "the memory of this JVM was used up (-Xmx)";
            case UNDECIDED -> "with so few preemptions it cannot tell whether the test always ends";
        };
    }

    /** As {@link #parse} reads them. */
    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        add(all, PREEMPTIONS, limits.preemptions(), Limits.ANY);
        add(all, STEPS, limits.steps(), Long.MAX_VALUE);
        add(all, EXECUTIONS, limits.executions(), Long.MAX_VALUE);
        add(all, STATES, limits.states(), Long.MAX_VALUE);
        if (time != null) {
            all.add(TIME + "=" + TimeSpan.of(time));
        }
        return String.join(",", all);
    }

    private static void add(List<String> all, String name, long value, long none) {
        if (value != none) {
            all.add(name + "=" + value);
        }
    }
}
