// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import racy.history.ForkNight;
import racy.history.Night;
import racy.history.StressNight;
import racy.history.compare.BenchChange;
import racy.report.export.JUnitSuites.Case;
import racy.report.export.JUnitSuites.Ending;
import racy.report.export.JUnitSuites.Suite;
import racy.review.Contradiction;

/**
 * JUnit XML. A suite for each JDK, in which each stress test is a case; one for each JDK's benchmarks that were
 * compared; and one for the night, which fails when the night is partial. A failure is an outcome that may not happen, a
 * seeded race that was not witnessed, a question of which engines contradict each other, a benchmark that is slower and
 * confirmed; an error is a fork or a shard that did not end; skipped is what was not reached or cannot be told.
 */
final class JUnitXml {
    private static final int FORKS_TOLD = 3;

    private JUnitXml() {}

    static String of(NightFacts facts) {
        List<Suite> suites = new ArrayList<>();
        suites.add(night(facts));
        for (String jdk : facts.jdks()) {
            suites.add(stress(facts, jdk));
            Suite bench = bench(facts, jdk);
            if (!bench.cases().isEmpty()) {
                suites.add(bench);
            }
        }
        String demonstration = facts.isDemonstration() ? NightFacts.DEMONSTRATION + " " : "";
        return JUnitSuites.xml(
                demonstration + "racy " + facts.night().id(),
                demonstration,
                facts.night().started(),
                suites);
    }

    private static Suite night(NightFacts facts) {
        Night night = facts.night();
        Case complete = Case.passed("racy.night", "complete", Duration.ZERO);
        if (facts.isPartial()) {
            String message = night.missing().isEmpty()
                    ? "the night was broken off before its plan was done"
                    : "shards that never came, of " + night.shards() + ": " + night.missing();
            complete = new Case("racy.night", "complete", Duration.ZERO, Ending.ERROR, "partial night", message, "");
        }
        Map<String, String> properties = new TreeMap<>();
        properties.put("racy.night", night.id());
        properties.put("racy.origin", night.origin().toString());
        properties.put("racy.revision", night.revision());
        properties.put("racy.plan", night.plan());
        properties.put("racy.seed", Long.toString(night.seed()));
        List<Case> cases = new ArrayList<>(List.of(complete));
        facts.answers().stream()
                .filter(answer -> answer.contradictions() > 0)
                .forEach(answer -> cases.add(new Case(
                        "racy.night",
                        "engines agree on " + answer.question(),
                        Duration.ZERO,
                        Ending.FAILURE,
                        "contradiction",
                        Contradiction.words(answer.contradictions()),
                        "")));
        return new Suite("racy.night", properties, cases);
    }

    private static Suite stress(NightFacts facts, String jdk) {
        Map<String, String> properties = new TreeMap<>();
        facts.night().parts().stream().filter(part -> part.jdk().equals(jdk)).forEach(part -> {
            properties.put("fingerprint." + part.shard(), part.fingerprint());
            properties.putAll(facts.environments().get(part.fingerprint()));
        });
        List<Case> cases = new ArrayList<>(
                facts.testsOf(jdk).stream().map(test -> stress(facts, test)).toList());
        int planned = facts.night().parts().stream()
                .filter(part -> part.jdk().equals(jdk))
                .mapToInt(Night.Part::planned)
                .sum();
        if (planned > cases.size()) {
            cases.add(new Case(
                    "jdk" + jdk,
                    "tests not reached",
                    Duration.ZERO,
                    Ending.SKIPPED,
                    "",
                    planned - cases.size() + " planned tests have no fork",
                    ""));
        }
        return new Suite("racy.stress.jdk" + jdk, properties, cases);
    }

    private static Case stress(NightFacts facts, StressNight test) {
        int dot = test.test().name().lastIndexOf('.');
        String classname =
                "jdk" + test.jdk() + (dot < 0 ? "" : "." + test.test().name().substring(0, dot));
        String name = test.test().name().substring(dot + 1);
        List<String> forbidden = test.outcomes().stream()
                .filter(outcome -> outcome.total().fails())
                .map(outcome -> String.format(
                        Locale.ROOT,
                        "outcome %s seen %d times in %d of %d forks",
                        outcome.total().id(),
                        outcome.total().count(),
                        outcome.forks(),
                        test.forks()))
                .toList();
        if (!forbidden.isEmpty()) {
            StringBuilder text = new StringBuilder();
            test.outcomes().stream()
                    .filter(outcome -> outcome.total().fails())
                    .forEach(outcome -> text.append(outcome.total().id())
                            .append(": ")
                            .append(outcome.total().description())
                            .append('\n'));
            return new Case(
                    classname,
                    name,
                    test.time(),
                    Ending.FAILURE,
                    "outcome that may not happen",
                    String.join("; ", forbidden),
                    String.join("\n", forbidden) + "\n" + text + again(facts, test));
        }
        if (test.failedForks() > 0) {
            return new Case(
                    classname,
                    name,
                    test.time(),
                    Ending.ERROR,
                    "fork failed",
                    test.failedForks() + " of " + (test.forks() + test.failedForks())
                            + " forks did not run to their end",
                    failures(facts, test) + again(facts, test));
        }
        if (test.forks() == 0) {
            return new Case(classname, name, test.time(), Ending.SKIPPED, "", "not reached", "");
        }
        if (test.isMissedRace()) {
            return new Case(
                    classname,
                    name,
                    test.time(),
                    Ending.FAILURE,
                    "race not witnessed",
                    "a seeded race was not seen in " + test.forks() + " forks: what was not seen of its kind counts for"
                            + " nothing",
                    again(facts, test));
        }
        return Case.passed(classname, name, test.time());
    }

    private static String again(NightFacts facts, StressNight test) {
        return facts.command(test).map(command -> "Again: " + command + "\n").orElse("");
    }

    private static String failures(NightFacts facts, StressNight test) {
        StringBuilder text = new StringBuilder();
        for (ForkNight failed :
                facts.failedForks(test).stream().limit(FORKS_TOLD).toList()) {
            text.append(failed.fork().status())
                    .append(" (")
                    .append(failed.fork().compile())
                    .append(")\n");
            failed.fork().messages().forEach(line -> text.append(line).append('\n'));
            failed.fork().output().forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }

    private static Suite bench(NightFacts facts, String jdk) {
        List<Case> cases = facts.diff().benchmarks().stream()
                .filter(change -> change.jdk().equals(jdk))
                .map(JUnitXml::bench)
                .toList();
        return new Suite("racy.bench.jdk" + jdk, Map.of(), cases);
    }

    private static Case bench(BenchChange change) {
        String classname =
                "jdk" + change.jdk() + ".racy.bench." + change.after().key().type();
        String key = change.after().key().toString();
        String name =
                key.substring(Math.min(key.length(), change.after().key().type().length() + 1));
        Ending ending = switch (change.decision()) {
            case SLOWER -> Ending.FAILURE;
            case SLOWER_UNCONFIRMED, NOT_ENOUGH_EVIDENCE -> Ending.SKIPPED;
            case FASTER, SAME -> Ending.PASSED;
        };
        return ending == Ending.PASSED
                ? Case.passed(classname, name, Duration.ZERO)
                : new Case(
                        classname,
                        name,
                        Duration.ZERO,
                        ending,
                        "benchmark",
                        change.decision() + ": " + News.ratio(change) + " since night "
                                + change.before().night(),
                        "");
    }
}
