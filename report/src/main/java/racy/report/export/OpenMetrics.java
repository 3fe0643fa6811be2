// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.Night;
import racy.history.StressNight;
import racy.history.compare.BenchChange;
import racy.history.compare.Change;
import racy.review.Verdict;
import racy.text.Plain;

/** OpenMetrics text, version 1.0.0. All are gauges of the night but its name, which is an info, and the verdicts. */
final class OpenMetrics {
    private final StringBuilder out = new StringBuilder();
    private final boolean demonstration;

    private OpenMetrics(boolean demonstration) {
        this.demonstration = demonstration;
    }

    /** A value and what it is of. */
    private record Sample(Map<String, String> labels, Number value) {
        /** @param labels names and values in turn */
        static Sample of(Number value, String... labels) {
            Map<String, String> map = new TreeMap<>();
            for (int i = 0; i < labels.length; i += 2) {
                map.put(labels[i], labels[i + 1]);
            }
            return new Sample(map, value);
        }
    }

    static String of(NightFacts facts) {
        OpenMetrics metrics = new OpenMetrics(facts.isDemonstration());
        metrics.night(facts);
        metrics.stress(facts);
        metrics.answers(facts.answers());
        metrics.benchmarks(facts);
        metrics.changes(facts);
        return metrics.out.append("# EOF\n").toString();
    }

    private void night(NightFacts facts) {
        Night night = facts.night();
        family("racy_night", "info", "", "The night that the other metrics are of.");
        sample(
                "racy_night_info",
                Sample.of(
                        1,
                        "night",
                        night.id(),
                        "revision",
                        night.revision(),
                        "origin",
                        night.origin().name(),
                        "state",
                        night.state().name()));
        gauge(
                "racy_night_started_seconds",
                "seconds",
                "When it began, since the epoch.",
                List.of(Sample.of(night.started().getEpochSecond())));
        gauge(
                "racy_night_duration_seconds",
                "seconds",
                "How long it took.",
                List.of(Sample.of(
                        Duration.between(night.started(), night.ended()).toSeconds())));
        gauge(
                "racy_night_complete",
                "",
                "1 if every shard came and every test had a fork.",
                List.of(Sample.of(facts.isPartial() ? 0 : 1)));
        gauge(
                "racy_night_missing_shards",
                "",
                "Shards that never came.",
                List.of(Sample.of(night.missing().size())));
    }

    /** Of each JDK, a number added up over its shards. */
    private static List<Sample> sums(NightFacts facts, ToIntFunction<Night.Part> number) {
        return facts.jdks().stream()
                .map(jdk -> Sample.of(
                        facts.night().parts().stream()
                                .filter(part -> part.jdk().equals(jdk))
                                .mapToInt(number)
                                .sum(),
                        "jdk",
                        jdk))
                .toList();
    }

    private void stress(NightFacts facts) {
        List<Sample> seeded = new ArrayList<>();
        List<Sample> witnessed = new ArrayList<>();
        for (String jdk : facts.jdks()) {
            List<StressNight> races =
                    facts.testsOf(jdk).stream().filter(StressNight::isTriedRace).toList();
            seeded.add(Sample.of(races.size(), "jdk", jdk));
            witnessed.add(
                    Sample.of(races.stream().filter(StressNight::isWitnessed).count(), "jdk", jdk));
        }
        gauge("racy_stress_planned_tests", "", "Tests of the plan.", sums(facts, Night.Part::planned));
        gauge("racy_stress_covered_tests", "", "Tests with at least one fork.", sums(facts, Night.Part::covered));
        gauge("racy_stress_seeded_races", "", "Seeded races that were tried.", seeded);
        gauge("racy_stress_witnessed_races", "", "Seeded races that were seen: the teeth of the night.", witnessed);
        List<Sample> forks = new ArrayList<>();
        List<Sample> failed = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        List<Sample> hits = new ArrayList<>();
        List<Sample> forbidden = new ArrayList<>();
        for (StressNight test : facts.tests()) {
            String[] labels = {"test", test.test().name(), "jdk", test.jdk()};
            forks.add(Sample.of(test.forks(), labels));
            failed.add(Sample.of(test.failedForks(), labels));
            samples.add(Sample.of(test.samples(), labels));
            hits.add(Sample.of(test.hits(), labels));
            forbidden.add(Sample.of(
                    test.outcomes().stream()
                            .filter(outcome -> outcome.total().fails())
                            .mapToLong(outcome -> outcome.total().count())
                            .sum(),
                    labels));
        }
        gauge("racy_stress_forks", "", "Forks that ran to their end.", forks);
        gauge("racy_stress_failed_forks", "", "Forks that crashed, hung or failed.", failed);
        gauge("racy_stress_samples", "", "Executions looked at.", samples);
        gauge("racy_stress_hits", "", "Executions that show what the test looks for.", hits);
        gauge("racy_stress_forbidden", "", "Executions with an outcome that may not happen.", forbidden);
    }

    private void answers(List<AnswerNight> answers) {
        String name = "racy_question_verdict";
        family(name, "stateset", "", "The answer to a question about the patch as posted.");
        for (AnswerNight answer : answers) {
            for (Verdict.Kind verdict : Verdict.Kind.values()) {
                sample(
                        name,
                        Sample.of(
                                verdict == answer.verdict().kind() ? 1 : 0,
                                "question",
                                answer.question(),
                                name,
                                verdict.id()));
            }
        }
        gauge(
                "racy_question_contradictions",
                "",
                "Where one engine saw what another one excludes.",
                answers.stream()
                        .map(answer -> Sample.of(answer.contradictions(), "question", answer.question()))
                        .toList());
    }

    private void benchmarks(NightFacts facts) {
        gauge("racy_bench_planned", "", "Benchmarks of the plan.", sums(facts, Night.Part::plannedBenchmarks));
        gauge("racy_bench_measured", "", "Benchmarks with a result.", sums(facts, Night.Part::measuredBenchmarks));
        List<Sample> scores = new ArrayList<>();
        for (BenchNight benchmark : facts.benchmarks()) {
            if (Double.isFinite(benchmark.score())) {
                scores.add(Sample.of(
                        benchmark.score(),
                        "benchmark",
                        benchmark.key().toString(),
                        "jdk",
                        benchmark.jdk(),
                        "score_unit",
                        benchmark.unit()));
            }
        }
        gauge("racy_benchmark_score", "", "JMH's score, in the unit that the label names.", scores);
        List<Sample> decisions = Arrays.stream(BenchChange.Decision.values())
                .map(decision -> Sample.of(
                        facts.diff().benchmarks().stream()
                                .filter(change -> change.decision() == decision)
                                .count(),
                        "decision",
                        decision.name()))
                .toList();
        gauge(
                "racy_benchmark_changes",
                "",
                "Benchmarks compared with the earlier night, by what may be said.",
                decisions);
    }

    private void changes(NightFacts facts) {
        List<Sample> changes = Arrays.stream(Change.Kind.values())
                .map(kind -> Sample.of(
                        facts.diff().changes().stream()
                                .filter(change -> change.kind() == kind)
                                .count(),
                        "kind",
                        kind.name()))
                .toList();
        gauge("racy_stress_changes", "", "Differences to the earlier night.", changes);
    }

    private void gauge(String name, String unit, String help, List<Sample> samples) {
        family(name, "gauge", unit, help);
        samples.forEach(sample -> sample(name, sample));
    }

    private void family(String name, String type, String unit, String help) {
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        if (!unit.isEmpty()) {
            out.append("# UNIT ").append(name).append(' ').append(unit).append('\n');
        }
        out.append("# HELP ")
                .append(name)
                .append(' ')
                .append(demonstration ? NightFacts.DEMONSTRATION + ", nothing was measured. " : "")
                .append(help)
                .append('\n');
    }

    private void sample(String name, Sample sample) {
        Map<String, String> labels = new TreeMap<>(sample.labels());
        if (demonstration) {
            labels.put("origin", NightFacts.DEMONSTRATION);
        }
        out.append(name);
        if (!labels.isEmpty()) {
            out.append(labels.entrySet().stream()
                    .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                    .collect(Collectors.joining(",", "{", "}")));
        }
        out.append(' ').append(sample.value()).append('\n');
    }

    private static String escaped(String text) {
        return Plain.whole(text).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
