// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import racy.history.Night;
import racy.history.StressNight;
import racy.history.compare.Diff;

/** Any two nights, as counts of forks, and what the statistics say of the newest and the one it compares with. */
record ComparePage(Diff diff, Map<String, Object> data) {
    static ComparePage of(Archive archive, Diff diff) {
        return new ComparePage(diff, data(archive));
    }

    /**
     * {@code fingerprints}: by JDK, of each night, a number that is equal where they are, -1 without one. {@code tests}: by
     * name, then JDK: {@code n} the forks of each night, -1 where it did not run, and by outcome {@code k}, those that
     * showed it. {@code grades}: by test, its outcomes that fail or hit.
     */
    private static Map<String, Object> data(Archive archive) {
        int nights = archive.nights().size();
        Map<String, Map<String, Counts>> tests = new TreeMap<>();
        Map<String, Map<String, String>> grades = new TreeMap<>();
        Map<List<String>, Integer> numbers = new LinkedHashMap<>();
        Map<String, int[]> fingerprints = new TreeMap<>();
        for (String jdk : archive.jdks()) {
            fingerprints.put(jdk, filled(nights, -1));
        }
        for (int i = 0; i < nights; i++) {
            Night night = archive.nights().get(i);
            for (String jdk : archive.jdks()) {
                List<String> prints = archive.fingerprints(night, jdk);
                if (!prints.isEmpty()) {
                    numbers.putIfAbsent(prints, numbers.size());
                    fingerprints.get(jdk)[i] = numbers.get(prints);
                }
            }
            for (StressNight test : archive.tests(night)) {
                Counts its = tests.computeIfAbsent(test.test().name(), name -> new TreeMap<>())
                        .computeIfAbsent(test.jdk(), jdk -> new Counts(filled(nights, -1), new TreeMap<>()));
                its.n()[i] = test.forks();
                for (StressNight.OutcomeNight outcome : test.outcomes()) {
                    its.k().computeIfAbsent(outcome.total().id(), id -> new int[nights])[i] = outcome.forks();
                    if (outcome.total().fails() || outcome.total().hit()) {
                        grades.computeIfAbsent(test.test().name(), name -> new TreeMap<>())
                                .put(outcome.total().id(), outcome.total().fails() ? "fails" : "hit");
                    }
                }
            }
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("nights", NightsData.nights(archive));
        data.put("jdks", archive.jdks());
        data.put("fingerprints", fingerprints);
        data.put("tests", tests);
        data.put("grades", grades);
        return data;
    }

    private record Counts(int[] n, Map<String, int[]> k) {}

    private static int[] filled(int size, int value) {
        int[] filled = new int[size];
        Arrays.fill(filled, value);
        return filled;
    }
}
