// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import racy.history.Night;
import racy.history.Sighting;
import racy.history.StressNight;
import racy.review.Question;
import racy.stress.runner.Bounds;

/** Outcome rates over the nights, for the charts of a question. */
final class QuestionData {
    private static final int DIGITS = 10000;

    private final Archive archive;
    private final Question question;
    private final List<QuestionPage.OutcomeRow> outcomes;
    private final List<Sighting> sightings;
    private final Map<String, List<Double>> intervals = new TreeMap<>();

    QuestionData(Archive archive, Question question, List<QuestionPage.OutcomeRow> outcomes, List<Sighting> sightings) {
        this.archive = archive;
        this.question = question;
        this.outcomes = outcomes;
        this.sightings = sightings;
    }

    /**
     * {@code forks}: by test and JDK, forks of each night, -1 where it did not run. {@code seen}: by outcome and JDK, those
     * that showed it. {@code interval}: of each {@code k/n} that occurs, at 95%. {@code ever}: by outcome, runs of places in
     * {@code past}, which also has the nights too old for the charts.
     */
    Map<String, Object> json() {
        Map<String, Map<String, int[]>> forks = new TreeMap<>();
        Map<String, Map<String, int[]>> seen = new TreeMap<>();
        Set<String> listed = new LinkedHashSet<>();
        outcomes.forEach(row -> listed.add(row.key()));
        int nights = archive.nights().size();
        for (int i = 0; i < nights; i++) {
            for (StressNight test : archive.tests(archive.nights().get(i))) {
                if (test.test().questions().contains(question.id())) {
                    String name = test.test().name();
                    series(forks, name, test.jdk(), -1)[i] = test.forks();
                    for (StressNight.OutcomeNight outcome : test.outcomes()) {
                        String key = name + "|" + outcome.total().id();
                        if (listed.contains(key) && test.forks() > 0) {
                            series(seen, key, test.jdk(), 0)[i] = outcome.forks();
                            interval(outcome.forks(), test.forks());
                        }
                    }
                    if (test.forks() > 0) {
                        interval(0, test.forks());
                    }
                }
            }
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("nights", NightsData.nights(archive));
        data.put("jdks", archive.jdks());
        data.put("breaks", NightsData.breaks(archive));
        data.put("forks", forks);
        data.put("seen", seen);
        data.put("interval", intervals);
        data.putAll(past());
        return data;
    }

    private int[] series(Map<String, Map<String, int[]>> all, String key, String jdk, int nothing) {
        return all.computeIfAbsent(key, each -> new TreeMap<>()).computeIfAbsent(jdk, each -> {
            int[] series = new int[archive.nights().size()];
            java.util.Arrays.fill(series, nothing);
            return series;
        });
    }

    private void interval(int some, int all) {
        intervals.computeIfAbsent(some + "/" + all, key -> {
            Bounds.Interval interval = Bounds.interval(some, all);
            return List.of(rounded(interval.low()), rounded(interval.high()));
        });
    }

    private static double rounded(double share) {
        return (double) Math.round(share * DIGITS) / DIGITS;
    }

    private Map<String, Object> past() {
        Map<String, List<Object>> nights = new LinkedHashMap<>();
        List<Sighting> inOrder = new ArrayList<>(sightings);
        inOrder.sort(java.util.Comparator.comparing(Sighting::started).thenComparing(Sighting::night));
        Map<String, Night> known = new LinkedHashMap<>();
        archive.nights().forEach(night -> known.put(night.id(), night));
        Map<String, Integer> places = new LinkedHashMap<>();
        record Moment(java.time.Instant started, String night, String revision) {}
        List<Moment> moments = new ArrayList<>();
        Set<String> done = new LinkedHashSet<>();
        archive.nights().forEach(night -> {
            done.add(night.id());
            moments.add(new Moment(night.started(), night.id(), night.revision()));
        });
        for (Sighting each : inOrder) {
            if (done.add(each.night())) {
                moments.add(new Moment(each.started(), each.night(), each.revision()));
            }
        }
        moments.sort(java.util.Comparator.comparing(Moment::started).thenComparing(Moment::night));
        for (Moment moment : moments) {
            places.put(moment.night(), places.size());
            nights.put(
                    moment.night(),
                    List.of(
                            Text.name(moment.night()),
                            Text.day(moment.started()),
                            Text.name(moment.revision()),
                            known.containsKey(moment.night()) ? NightPage.file(known.get(moment.night())) : ""));
        }
        Map<String, Set<Integer>> ever = new TreeMap<>();
        for (Sighting each : inOrder) {
            ever.computeIfAbsent(each.test() + "|" + each.total().id(), key -> new java.util.TreeSet<>())
                    .add(places.get(each.night()));
        }
        Map<String, List<List<Integer>>> runs = new TreeMap<>();
        ever.forEach((key, its) -> runs.put(key, runs(new ArrayList<>(its))));
        Map<String, Object> past = new LinkedHashMap<>();
        past.put("past", new ArrayList<>(nights.values()));
        past.put("ever", runs);
        return past;
    }

    private static List<List<Integer>> runs(List<Integer> places) {
        List<List<Integer>> runs = new ArrayList<>();
        for (int i = 0, from = 0; i < places.size(); i++) {
            if (i + 1 == places.size() || places.get(i + 1) != places.get(i) + 1) {
                runs.add(List.of(places.get(from), places.get(i)));
                from = i + 1;
            }
        }
        return Collections.unmodifiableList(runs);
    }
}
