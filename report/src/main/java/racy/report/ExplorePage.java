// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import racy.explore.Agreement;
import racy.explore.ExploredTest;
import racy.explore.ExploredTest.Row;
import racy.review.MemoryModel;

/**
 * A run of the explorer as one page, which carries all that it needs.
 *
 * @param bounds of each test
 * @param chosen how many tests there were to explore; more than there are here if the run was interrupted
 * @param again the command that plays a schedule of a test again
 */
public record ExplorePage(
        MemoryModel model,
        String bounds,
        int chosen,
        List<ExploredTest> tests,
        BiFunction<String, String, Optional<String>> again) {
    /** The page. */
    public String html() {
        PageFrame frame = PageFrame.alone(
                "Explored under " + model,
                "A hit is a final state that shows the outcome, however many interleavings lead to it: no number here is a"
                        + " likelihood. Only an exhaustive test proves that an outcome cannot happen, and only under the"
                        + " memory model that is named");
        return Site.render("explore.jte", frame, this);
    }

    long count(Agreement agreement) {
        return tests.stream().filter(each -> each.agreement() == agreement).count();
    }

    long bad() {
        return tests.stream().filter(each -> each.agreement().isBad()).count();
    }

    boolean hasOutOfModel() {
        return count(Agreement.OUT_OF_MODEL) > 0;
    }

    Optional<String> command(ExploredTest test, Row row) {
        return again.apply(test.name(), row.schedule());
    }

    static String anchor(ExploredTest test) {
        return "t-" + Slug.of(test.name());
    }

    static String anchor(ExploredTest test, Row row) {
        return "w-" + Slug.of(test.name() + "." + row.outcome());
    }

    /** The class of the mark before the verdict: filled for a witness and for a proof, a ring of its colour within bounds. */
    static String style(ExploredTest test) {
        if (test.agreement().isBad()) {
            return "racy";
        }
        if (test.exploration() == null) {
            return "out-of-model";
        }
        if (!test.exploration().isComplete()) {
            return "not-seen";
        }
        return test.isExhaustive() ? "not-racy" : "not-racy-under-stronger-model";
    }

    static String seconds(ExploredTest test) {
        return String.format(Locale.ROOT, "%.2f", test.exploration().seconds());
    }

    static List<Row> reached(ExploredTest test) {
        return test.rows().stream().filter(Row::isReached).toList();
    }
}
