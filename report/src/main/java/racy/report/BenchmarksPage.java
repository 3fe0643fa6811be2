// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.List;
import java.util.Optional;
import racy.history.compare.Diff;

/** All benchmark classes, and what the gate says of the newest night. */
record BenchmarksPage(List<BenchPage> pages, Diff diff) {
    /** Where a level changed, newest first. */
    List<BenchTrend.Change> changes() {
        return pages.stream()
                .flatMap(page -> page.changes().stream())
                .sorted(BenchTrend.Change.NEWEST_FIRST)
                .toList();
    }

    /** The page that measures what each fix costs. */
    Optional<BenchPage> fixes() {
        return pages.stream().filter(page -> !page.fixes().isEmpty()).findFirst();
    }
}
