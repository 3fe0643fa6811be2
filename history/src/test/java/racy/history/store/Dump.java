// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import racy.history.Night;
import racy.history.TestNight;
import racy.review.Question;
import racy.review.Questions;

/** All that a history answers, by the question asked. */
final class Dump {
    private static final List<Integer> LIMITS = List.of(2, 1000);

    private Dump() {}

    /** Names the first question that two histories answer differently; both answers would fill the memory. */
    static void assertSame(Map<String, Object> expected, Map<String, Object> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((question, answer) -> assertTrue(
                answer.equals(actual.get(question)),
                () -> question + ": " + firstDifference(answer, actual.get(question))));
    }

    private static String firstDifference(Object expected, Object actual) {
        if (expected instanceof List<?> some && actual instanceof List<?> others && some.size() == others.size()) {
            for (int i = 0; i < some.size(); i++) {
                if (!some.get(i).equals(others.get(i))) {
                    return some.get(i) + " is not " + others.get(i);
                }
            }
        }
        return expected + " is not " + actual;
    }

    static Map<String, Object> of(SqlHistory history) {
        Map<String, Object> dump = new LinkedHashMap<>();
        LIMITS.forEach(limit -> dump.put("nights " + limit, history.nights(limit)));
        Set<String> tests = new TreeSet<>();
        Set<String> jdks = new TreeSet<>();
        Set<String> fingerprints = new TreeSet<>();
        for (Night night : history.nights(1000)) {
            String id = night.id();
            List<TestNight> its = history.tests(id);
            tests.addAll(its.stream().map(test -> test.test().name()).collect(Collectors.toSet()));
            jdks.addAll(night.parts().stream().map(Night.Part::jdk).toList());
            fingerprints.addAll(
                    night.parts().stream().map(Night.Part::fingerprint).toList());
            fingerprints.addAll(its.stream().map(TestNight::fingerprint).toList());
            dump.put("night " + id, history.night(id));
            dump.put("tests " + id, its);
            dump.put("seen before " + id, history.seenBefore(id));
            dump.put("answers " + id, history.answers(id));
            dump.put("evidence " + id, history.evidence(id));
            dump.put("forks " + id, history.notableForks(id));
            dump.put("benchmarks " + id, history.benchmarks(id));
            dump.put("confirmations " + id, history.confirmations(id));
            for (Question question : Questions.all()) {
                dump.put("witnesses " + id + " " + question.id(), history.witnesses(id, question.id()));
            }
        }
        for (int limit : LIMITS) {
            for (Question question : Questions.all()) {
                dump.put("tests of " + question.id() + " " + limit, history.testsOf(question.id(), limit));
                dump.put("answers to " + question.id() + " " + limit, history.answersTo(question.id(), limit));
            }
            dump.put("benchmarks " + limit, history.benchmarkSeries(limit));
        }
        tests.forEach(test -> dump.put("test " + test, history.test(test, 1000)));
        for (Question question : Questions.all()) {
            dump.put("sightings " + question.id(), history.sightings(question.id()));
        }
        fingerprints.forEach(fingerprint -> dump.put("environment " + fingerprint, history.environment(fingerprint)));
        jdks.forEach(jdk -> dump.put("code " + jdk, history.knownCode(jdk)));
        dump.put("seals", history.seals());
        return dump;
    }
}
