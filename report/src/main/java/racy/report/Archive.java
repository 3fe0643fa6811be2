// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.History;
import racy.history.Night;
import racy.history.StressNight;
import racy.history.compare.EnvironmentDifference;
import racy.review.Question;
import racy.review.Questions;

/** The nights that a site shows, read once. Lists of nights are oldest first, as the charts need them. */
final class Archive {
    private final History history;
    private final List<Night> nights;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<String, List<StressNight>> tests = new HashMap<>();
    private final Map<String, List<AnswerNight>> answers = new HashMap<>();
    private final Map<String, Map<String, String>> environments = new HashMap<>();
    private final List<BenchNight> benchmarks;
    private final List<String> jdks;

    Archive(History history, int limit) {
        this.history = history;
        nights = new ArrayList<>(history.nights(limit));
        Collections.reverse(nights);
        Set<String> labels = new TreeSet<>(Archive::byNumber);
        for (Night night : nights) {
            places.put(night.id(), places.size());
            tests.put(night.id(), history.tests(night.id()));
            answers.put(night.id(), history.answers(night.id()));
            night.parts().forEach(part -> labels.add(part.jdk()));
        }
        benchmarks = nights.isEmpty() ? List.of() : history.benchmarkSeries(nights.size());
        jdks = List.copyOf(labels);
    }

    /** JDK 9 comes before JDK 17. */
    private static int byNumber(String a, String b) {
        int byLength = a.matches("\\d+") && b.matches("\\d+") ? Integer.compare(a.length(), b.length()) : 0;
        return byLength != 0 ? byLength : a.compareTo(b);
    }

    History history() {
        return history;
    }

    List<Night> nights() {
        return nights;
    }

    Optional<Night> latest() {
        return nights.isEmpty() ? Optional.empty() : Optional.of(nights.get(nights.size() - 1));
    }

    /** Where a night stands among {@link #nights}; empty for one that is too old. */
    Optional<Integer> place(String night) {
        return Optional.ofNullable(places.get(night));
    }

    /** Labels of all JDKs of all nights. */
    List<String> jdks() {
        return jdks;
    }

    List<StressNight> tests(Night night) {
        return tests.get(night.id());
    }

    List<AnswerNight> answers(Night night) {
        return answers.get(night.id());
    }

    Optional<AnswerNight> answer(Night night, String question) {
        return answers(night).stream()
                .filter(answer -> answer.question().equals(question))
                .findFirst();
    }

    List<EvidenceNight> evidence(Night night) {
        return history.evidence(night.id());
    }

    /** Of all nights, oldest first. */
    List<BenchNight> benchmarks() {
        return benchmarks;
    }

    /** What the review asks, and after it what only the history knows: a question that was dropped stays readable. */
    List<Question> questions() {
        List<Question> questions = new ArrayList<>(Questions.all());
        Set<String> unknown = new LinkedHashSet<>();
        answers.values().forEach(night -> night.forEach(answer -> unknown.add(answer.question())));
        questions.forEach(question -> unknown.remove(question.id()));
        unknown.stream()
                .sorted()
                .forEach(id -> questions.add(new Question(
                        id,
                        Question.Kind.MAIL,
                        List.of("(no longer asked)"),
                        "",
                        "Only older nights answer it.",
                        Question.WEAK_ORDERS)));
        return questions;
    }

    Map<String, String> environment(String fingerprint) {
        return environments.computeIfAbsent(fingerprint, history::environment);
    }

    /** The environments of a night on a JDK, one where all its shards had the same; empty if it did not run there. */
    List<String> fingerprints(Night night, String jdk) {
        return night.parts().stream()
                .filter(part -> part.jdk().equals(jdk))
                .map(Night.Part::fingerprint)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * A place in time where the numbers of a JDK stop being comparable with those before.
     *
     * @param place of the first night that is different
     * @param what changed: the harness, the JDK, or else the machine
     */
    record Break(int place, String night, String jdk, String what, List<EnvironmentDifference> differences) {
        /** In one line. */
        String words() {
            return what + ": "
                    + differences.stream()
                            .map(each -> Text.name(each.name() + " " + each.before() + " → " + each.after()))
                            .collect(Collectors.joining("; "));
        }
    }

    /** Every break on a JDK, oldest first. */
    List<Break> breaks(String jdk) {
        List<Break> breaks = new ArrayList<>();
        List<String> last = List.of();
        for (int i = 0; i < nights.size(); i++) {
            List<String> now = fingerprints(nights.get(i), jdk);
            if (now.isEmpty()) {
                continue;
            }
            if (!last.isEmpty() && !last.equals(now)) {
                List<EnvironmentDifference> differences =
                        EnvironmentDifference.between(environment(last.get(0)), environment(now.get(0)));
                breaks.add(new Break(i, nights.get(i).id(), jdk, what(differences), differences));
            }
            last = now;
        }
        return breaks;
    }

    private static String what(List<EnvironmentDifference> differences) {
        Set<String> what = new LinkedHashSet<>();
        for (EnvironmentDifference difference : differences) {
            String name = difference.name();
            what.add(
                    name.startsWith("jcstress.") || name.startsWith("jmh.") || name.startsWith("racy.")
                            ? "harness"
                            : name.startsWith("java.") || name.startsWith("jvm.") ? "JDK" : "environment");
        }
        return what.isEmpty() ? "environment unknown" : String.join(", ", what);
    }

    /** Tests of a night by JDK, in the order of the JDKs. */
    Map<String, List<StressNight>> byJdk(Night night) {
        Map<String, List<StressNight>> byJdk = new TreeMap<>(Archive::byNumber);
        tests(night)
                .forEach(test -> byJdk.computeIfAbsent(test.jdk(), jdk -> new ArrayList<>())
                        .add(test));
        return byJdk;
    }
}
