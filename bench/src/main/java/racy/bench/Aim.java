// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.util.NoSuchElementException;
import java.util.function.Function;

/** Something to be reached: a ratio, computed from one run, that is to be at most {@code limit}. */
record Aim(String text, double limit, Function<BenchRun, Estimate> ratio) {
    /** What a run says of an aim. */
    enum Outcome {
        REACHED("reached"),
        NOT_REACHED("not reached"),
        UNDECIDED("undecided: the forks disagree"),
        NOT_MEASURED("not measured");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** An aim, its ratio in a run, and what that means; the ratio is null if it was not measured. */
    record Verdict(Aim aim, Estimate ratio, Outcome outcome) {}

    static Aim ratio(String text, double limit, Function<BenchRun, Estimate> ratio) {
        return new Aim(text, limit, ratio);
    }

    /** Decided only if every fork agrees. */
    Verdict judge(BenchRun run) {
        Estimate value;
        try {
            value = ratio.apply(run);
        } catch (NoSuchElementException e) {
            return new Verdict(this, null, Outcome.NOT_MEASURED);
        }
        Outcome outcome = Outcome.UNDECIDED;
        if (value.high() <= limit) {
            outcome = Outcome.REACHED;
        } else if (value.low() > limit) {
            outcome = Outcome.NOT_REACHED;
        }
        return new Verdict(this, value, outcome);
    }
}
