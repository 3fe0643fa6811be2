// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import racy.history.Night;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.Seal;
import racy.history.demo.DemoBundles;
import racy.review.Question;
import racy.review.Questions;

/**
 * How a history grows: imports the demonstration's nights with their forks many times over, and times every query.
 *
 * <p>Not a test. Its arguments are a place for the history, a scratch directory, and how many times the forks are repeated:
 * sixty nights have about 70,000 outcome rows for each time.
 */
final class HistoryScale {
    private static final Pattern SPEC = Pattern.compile("\"test\":\"([^\"]+)\",\"fork\":(\\d+)");

    /** On a machine that others use too, the time of a clock says little. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private HistoryScale() {}

    public static void main(String[] arguments) throws Exception {
        Path scratch = Path.of(arguments[1]);
        int times = Integer.parseInt(arguments[2]);
        List<Path> bundles = DemoBundles.write(scratch, DemoBundles.NIGHTS, 1);
        for (Path bundle : bundles) {
            multiply(bundle, times);
        }
        try (SqlHistory history = SqlHistory.open(arguments[0])) {
            long rows = 0;
            for (Path bundle : bundles) {
                rows += outcomeRows(bundle);
            }
            System.out.printf("%,d outcome rows of %d nights%n", rows, bundles.size());
            // Twice, since a JVM is slow at first.
            long start = System.nanoTime();
            history.importBundles(bundles, false, taken -> {}, refused -> {
                throw new IllegalStateException(refused);
            });
            System.out.printf("imported in %.1f s%n", since(start));
            start = System.nanoTime();
            history.rebuild(bundles, refused -> {
                throw new IllegalStateException(refused);
            });
            System.out.printf("made anew in %.1f s%n", since(start));
            Map<String, Runnable> queries = new LinkedHashMap<>();
            List<Night> nights = history.nights(1000);
            String newest = nights.get(0).id();
            queries.put("nights", () -> history.nights(60));
            queries.put("tests", () -> history.tests(newest));
            queries.put("seenBefore", () -> history.seenBefore(newest));
            queries.put("answers", () -> history.answers(newest));
            queries.put("evidence", () -> history.evidence(newest));
            queries.put("notableForks", () -> history.notableForks(newest));
            queries.put("benchmarks", () -> history.benchmarks(newest));
            queries.put("benchmarkSeries(60)", () -> history.benchmarkSeries(60));
            queries.put("confirmations", () -> history.confirmations(newest));
            queries.put(
                    "environment",
                    () -> history.environment(nights.get(0).parts().get(0).fingerprint()));
            queries.put("test(60)", () -> history.test("racy.stress.ClaimStress.XchgXchg", 60));
            queries.put("knownCode", history::knownCode);
            for (Question question : Questions.all()) {
                queries.put("testsOf(60) " + question.id(), () -> history.testsOf(question.id(), 60));
                queries.put("sightings " + question.id(), () -> history.sightings(question.id()));
                queries.put("answersTo(60) " + question.id(), () -> history.answersTo(question.id(), 60));
                queries.put("witnesses " + question.id(), () -> history.witnesses(newest, question.id()));
            }
            queries.forEach((name, query) -> {
                query.run();
                long begun = System.nanoTime();
                long before = THREADS.getCurrentThreadCpuTime();
                query.run();
                double busy = (THREADS.getCurrentThreadCpuTime() - before) / 1e6;
                System.out.printf("%8.1f ms, %8.1f ms CPU  %s%n", since(begun) * 1e3, busy, name);
            });
        }
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static List<Path> ledgers(Path bundle) throws Exception {
        try (Stream<Path> files = Files.walk(bundle)) {
            return files.filter(file -> file.endsWith("forks.jsonl")).toList();
        }
    }

    private static long outcomeRows(Path bundle) throws Exception {
        long rows = 0;
        for (Path ledger : ledgers(bundle)) {
            rows += Files.readString(ledger).split("\"graded\"", -1).length - 1;
        }
        return rows;
    }

    private static void multiply(Path bundle, int times) throws Exception {
        Seal seal = BundleFiles.read(bundle.resolve(BundleFiles.SEAL), Seal.class);
        Files.delete(bundle.resolve(BundleFiles.SEAL));
        for (Path ledger : ledgers(bundle)) {
            List<String> lines = Files.readAllLines(ledger);
            List<String> all = new ArrayList<>();
            Map<String, Integer> forks = new HashMap<>();
            for (int i = 0; i < times; i++) {
                for (String line : lines) {
                    // The forks of a test are counted.
                    Matcher spec = SPEC.matcher(line);
                    if (!spec.find()) {
                        throw new IllegalStateException(line);
                    }
                    int number = forks.merge(spec.group(1), 1, Integer::sum) - 1;
                    all.add(line.substring(0, spec.start(2)) + number + line.substring(spec.end(2)));
                }
            }
            Files.write(ledger, all, StandardCharsets.UTF_8);
        }
        BundleWriter writer = BundleWriter.resume(bundle);
        writer.seal(seal.state(), seal.missing(), writer.manifest().started());
    }
}
