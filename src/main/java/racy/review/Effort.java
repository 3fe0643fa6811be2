// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What an engine did to find out. The effort says how much it means that there is no witness. Only {@link Exhausted}
 * looked at every execution.
 */
public sealed interface Effort {
    /** How many executions were looked at. */
    long executions();

    /** Time spent. */
    double seconds();

    /** Whether anything was looked at. */
    default boolean isTried() {
        return executions() > 0;
    }

    /**
     * Says in words that nothing was seen, and how hard the engine looked.
     *
     * @param tests how many tests this effort is the sum of
     */
    String missed(int tests);

    /** The sum of this effort and another one of the same kind. */
    Effort plus(Effort other);

    /** Whether the two efforts can be added up. */
    default boolean isLike(Effort other) {
        return getClass() == other.getClass();
    }

    /** The efforts of each kind added up, in the order in which the kinds first appear. */
    static List<Effort> sums(List<Effort> efforts) {
        List<Effort> sums = new ArrayList<>();
        for (Effort effort : efforts) {
            int same = 0;
            while (same < sums.size() && !sums.get(same).isLike(effort)) {
                same++;
            }
            if (same == sums.size()) {
                sums.add(effort);
            } else {
                sums.set(same, sums.get(same).plus(effort));
            }
        }
        return List.copyOf(sums);
    }

    /** What was sampled, if anything was. */
    static Optional<Sampled> sampled(List<Effort> efforts) {
        return efforts.stream()
                .filter(Sampled.class::isInstance)
                .map(Sampled.class::cast)
                .findFirst();
    }

    /** Chosen schedules were played, each once, under sequential consistency. It says nothing about other schedules. */
    record Played(long executions, double seconds) implements Effort {
        @Override
        public String missed(int tests) {
            return executions == 1 ? "not in its one schedule" : "not in " + executions + " schedules";
        }

        @Override
        public Effort plus(Effort other) {
            return new Played(executions + other.executions(), seconds + other.seconds());
        }
    }

    /**
     * Executions on this machine were sampled.
     *
     * @param executions samples
     * @param forks JVMs that ran to their end
     * @param bound if there was no hit: at 95%, the share of forks that may show a hit although none did here; of
     *     several tests the largest; null if there was a hit or no fork
     */
    record Sampled(long executions, int forks, Double bound, double seconds) implements Effort {
        @Override
        public String missed(int tests) {
            if (bound == null) {
                return "0 of " + forks + " forks, 0 of " + executions + " samples";
            }
            double percent = bound * 100;
            return tests == 1
                    ? String.format(
                            Locale.ROOT,
                            "0 of %d forks (< %.3g%% of forks, 95%%), 0 of %d samples",
                            forks,
                            percent,
                            executions)
                    : String.format(
                            Locale.ROOT,
                            "0 of %d forks in %d tests (of each < %.3g%% of forks, 95%%), 0 of %d samples",
                            forks,
                            tests,
                            percent,
                            executions);
        }

        @Override
        public Effort plus(Effort other) {
            Sampled its = (Sampled) other;
            Double weakest = bound == null || its.bound == null ? null : Double.valueOf(Math.max(bound, its.bound));
            return new Sampled(executions + its.executions, forks + its.forks, weakest, seconds + its.seconds);
        }
    }

    /**
     * Every execution that {@code model} allows within {@code bounds} was looked at.
     *
     * @param executions those that were run; of several equivalent ones, one may have been run
     */
    record Exhausted(MemoryModel model, SearchBounds bounds, long executions, double seconds) implements Effort {
        /** An engine that looked at no execution proves nothing. */
        public Exhausted {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(bounds, "bounds");
            if (executions <= 0) {
                throw new IllegalArgumentException("exhausted, but no execution was looked at");
            }
        }

        @Override
        public String missed(int tests) {
            return "none in all " + executions + " executions" + (tests == 1 ? "" : " of " + tests + " tests")
                    + " under " + model + ", " + bounds;
        }

        @Override
        public boolean isLike(Effort other) {
            return other instanceof Exhausted its && its.model == model && its.bounds.equals(bounds);
        }

        @Override
        public Effort plus(Effort other) {
            return new Exhausted(model, bounds, executions + other.executions(), seconds + other.seconds());
        }
    }

    /**
     * The engine stopped before it had looked at everything.
     *
     * @param reason why, in a few words, such as {@code the budget did not reach it}
     * @param executions those that were looked at before it stopped; 0 if it did not begin
     */
    record GaveUp(String reason, long executions, double seconds) implements Effort {
        @Override
        public String missed(int tests) {
            return "gave up (" + reason + ") after " + executions + " executions";
        }

        @Override
        public boolean isLike(Effort other) {
            return other instanceof GaveUp its && its.reason.equals(reason);
        }

        @Override
        public Effort plus(Effort other) {
            return new GaveUp(reason, executions + other.executions(), seconds + other.seconds());
        }
    }

    /**
     * The engine cannot look at it.
     *
     * @param reason what it does not model, by name
     */
    record OutOfModel(String reason) implements Effort {
        @Override
        public long executions() {
            return 0;
        }

        @Override
        public double seconds() {
            return 0;
        }

        @Override
        public String missed(int tests) {
            return "out of model: " + reason;
        }

        @Override
        public boolean isLike(Effort other) {
            return equals(other);
        }

        @Override
        public Effort plus(Effort other) {
            return this;
        }
    }
}
