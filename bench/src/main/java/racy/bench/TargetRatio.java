// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * A target of a benchmark: a ratio of scores of one run that must be at most {@code limit}.
 *
 * @param text what the ratio describes
 */
record TargetRatio(String text, double limit, Function<BenchRun, Estimate> ratio) {
    /** What a run says about a target. */
    enum Result {
        REACHED("reached"),
        NOT_REACHED("not reached"),
        UNDECIDED("undecided: the forks disagree"),
        NOT_MEASURED("not measured");

        private final String words;

        Result(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** A target, its ratio in a run, and what that means. The ratio is null if it was not measured. */
    record Check(TargetRatio target, Estimate ratio, Result result) {}

    /** The result is decided only if all forks agree. */
    Check check(BenchRun run) {
        Estimate value;
        try {
            value = ratio.apply(run);
        } catch (NoSuchElementException e) {
            return new Check(this, null, Result.NOT_MEASURED);
        }
        Result result = Result.UNDECIDED;
        if (value.high() <= limit) {
            result = Result.REACHED;
        } else if (value.low() > limit) {
            result = Result.NOT_REACHED;
        }
        return new Check(this, value, result);
    }
}
