// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import racy.bench.BenchRun;
import racy.history.HistoryException;
import racy.history.Night;
import racy.history.Seen;
import racy.history.StressNight;
import racy.history.bundle.BundleException;
import racy.history.compare.Alarms;
import racy.history.compare.BenchChange;
import racy.history.compare.Change;
import racy.history.compare.Diff;
import racy.history.compare.Diffs;
import racy.history.store.SqlHistory;
import racy.nightly.BenchmarksToConfirm;
import racy.report.export.Exports;
import racy.report.export.Format;
import racy.stress.runner.StressTest;
import racy.text.Plain;
import racy.text.ShellCommand;

/**
 * What a night has to do with the nights before it. Whatever fails here, the night's bundle is as it was, and the
 * history too; the failure is told and ends the command with 3.
 *
 * @param place where the history is
 * @param exports what is written of the night, and where
 * @param say told what was done, a line each
 */
record NightHistory(String place, Map<Format, Path> exports, Consumer<String> say) {
    /** Changes that are told at a night's end; the diff has them all. */
    private static final int TOLD = 20;

    /** Of each test, the digests of its class file in the newest night of each JDK; empty without a history. */
    Map<String, Set<String>> knownCode() {
        Map<String, Set<String>> known = new HashMap<>();
        try (SqlHistory history = SqlHistory.openReadOnly(place)) {
            history.knownCode()
                    .values()
                    .forEach(tests -> tests.forEach((test, digest) ->
                            known.computeIfAbsent(test, key -> new HashSet<>()).add(digest)));
        } catch (HistoryException e) {
            return Map.of();
        }
        return known;
    }

    /** Benchmarks that are slower than in the last comparable night are measured again. */
    BenchmarksToConfirm toConfirm() {
        return (part, bench) -> {
            try (SqlHistory history = SqlHistory.open(place)) {
                return Alarms.of(history, part, BenchRun.read(bench));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** Takes a sealed night in, compares it with those before it, and writes the exports. */
    NightFindings after(Path bundle, NightFindings findings) {
        try (SqlHistory history = SqlHistory.open(place)) {
            String id = history.importBundle(bundle).night();
            Night night = history.night(id).orElseThrow();
            Diff diff = Diffs.withLastComparable(history, night);
            say.accept("In the history " + place + ", which holds "
                    + (history.nights(Integer.MAX_VALUE).size()
                            + history.ahead().size()) + " nights");
            tell(diff);
            List<String> failures = new ArrayList<>(findings.failures());
            for (Map.Entry<Format, Path> export : exports.entrySet()) {
                write(export.getKey(), history, night, diff, export.getValue(), failures);
            }
            return new NightFindings(
                    newForbidden(history, id),
                    regressions(diff),
                    failures,
                    findings.coveredPercent(),
                    night.missing(),
                    findings.unwitnessed(),
                    findings.engines());
        } catch (HistoryException | BundleException e) {
            List<String> failures = new ArrayList<>(findings.failures());
            failures.add(e.getMessage());
            say.accept("failed: " + e.getMessage());
            say.accept("The night is safe in its bundle"
                    + ShellCommand.racy("history import").path(bundle).in("; ", " takes it in later", ""));
            return new NightFindings(
                    findings.newForbidden(),
                    findings.regressions(),
                    failures,
                    findings.coveredPercent(),
                    findings.missing(),
                    findings.unwitnessed(),
                    findings.engines());
        }
    }

    private void tell(Diff diff) {
        List<Change> news = diff.changes().stream().filter(Change::isNews).toList();
        for (Change change : news.subList(0, Math.min(TOLD, news.size()))) {
            say.accept("  " + change.kind() + ": "
                    + Plain.line(StressTest.shortName(change.key().test()) + " on JDK "
                            + change.key().jdk() + ": " + change.words()));
        }
        if (news.size() > TOLD) {
            say.accept("  and " + (news.size() - TOLD) + " more"
                    + ShellCommand.racy("history diff").word(diff.after().id()).in(", see ", "", ""));
        }
        regressions(diff).forEach(each -> say.accept("  slower, confirmed: " + each));
    }

    private void write(Format format, SqlHistory history, Night night, Diff diff, Path file, List<String> failures) {
        try {
            if (Exports.write(format, history, night, diff, file)) {
                say.accept("Written " + file);
            } else {
                say.accept("Nothing to tell, so there is no " + file);
            }
        } catch (IOException e) {
            failures.add(e.getMessage());
            say.accept("failed: " + e.getMessage());
        }
    }

    /** Outcomes that may not happen and were seen in no earlier night on the same JDK. */
    private static List<String> newForbidden(SqlHistory history, String night) {
        Set<Seen> before =
                history.seenBefore(night).stream().map(seen -> seen.at("")).collect(Collectors.toSet());
        List<String> forbidden = new ArrayList<>();
        for (StressNight test : history.tests(night)) {
            for (StressNight.OutcomeNight outcome : test.outcomes()) {
                Seen seen = new Seen(
                        test.test().name(), test.jdk(), "", outcome.total().id());
                if (outcome.total().fails() && !before.contains(seen)) {
                    forbidden.add(Plain.line(test.test().shortName() + " on JDK " + test.jdk() + ": "
                            + outcome.total().id()));
                }
            }
        }
        return forbidden;
    }

    private static List<String> regressions(Diff diff) {
        return diff.benchmarks().stream()
                .filter(change -> change.decision() == BenchChange.Decision.SLOWER)
                .map(change -> String.format(
                        java.util.Locale.ROOT,
                        "%s on JDK %s: %.2f times the last comparable night's (%.2f to %.2f)",
                        change.after().key(),
                        change.jdk(),
                        change.ratio(),
                        change.low(),
                        change.high()))
                .toList();
    }
}
