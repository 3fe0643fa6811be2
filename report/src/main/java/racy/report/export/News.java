// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import racy.history.AnswerNight;
import racy.history.StressNight;
import racy.history.compare.BenchChange;
import racy.history.compare.Change;
import racy.review.Contradiction;
import racy.review.Verdict;
import racy.stress.runner.StressTest;

/**
 * What a night has to tell: transitions, and with no earlier night that compares, what fails.
 *
 * @param items the loudest first
 * @param unsure differences that rest on too few forks; they are no reason to bother anybody
 */
record News(List<Item> items, int unsure) {
    /**
     * One transition; every text in it is foreign.
     *
     * @param what happened, in a few words
     * @param name of what it happened to
     * @param jdk its label; empty if it is about all of them
     * @param numbers what was counted or measured
     */
    record Item(String what, String name, String jdk, String numbers) {}

    static News of(NightFacts facts) {
        List<Item> items = new ArrayList<>(contradictions(facts));
        boolean wasPartial = facts.diff().before().map(NightFacts::isPartial).orElse(false);
        if (facts.isPartial() && !wasPartial) {
            items.add(new Item(
                    "partial night",
                    facts.night().id(),
                    "",
                    facts.night().missing().isEmpty()
                            ? "it ended before every test had a fork"
                            : "of " + facts.night().shards() + " shards these never came: "
                                    + facts.night().missing()));
        }
        if (!facts.isPartial() && wasPartial) {
            items.add(new Item("complete again", facts.night().id(), "", "every shard came and every test had a fork"));
        }
        if (facts.diff().before().isEmpty()) {
            facts.tests().stream().filter(StressNight::isFailure).forEach(test -> items.add(failing(test)));
        }
        items.addAll(verdicts(facts));
        int unsure = 0;
        for (Change change : facts.diff().changes()) {
            if (change.isNews()) {
                items.add(item(change));
            } else if (change.kind().isTransition()) {
                unsure++;
            }
        }
        for (BenchChange change : facts.diff().benchmarks()) {
            if (change.decision() == BenchChange.Decision.SLOWER || change.decision() == BenchChange.Decision.FASTER) {
                items.add(new Item(
                        change.decision().toString(), change.after().key().toString(), change.jdk(), ratio(change)));
            }
        }
        return new News(List.copyOf(items), unsure);
    }

    /** Each question of which engines contradict each other in more places than before. */
    private static List<Item> contradictions(NightFacts facts) {
        Map<String, Integer> before = facts.answersBefore().stream()
                .collect(Collectors.toMap(AnswerNight::question, AnswerNight::contradictions, (a, b) -> b));
        return facts.answers().stream()
                .filter(answer -> answer.contradictions() > before.getOrDefault(answer.question(), 0))
                .map(answer ->
                        new Item("contradiction", answer.question(), "", Contradiction.words(answer.contradictions())))
                .toList();
    }

    private static Item failing(StressNight test) {
        String outcomes = test.outcomes().stream()
                .filter(outcome -> outcome.total().fails())
                .map(outcome -> outcome.total().id() + " in " + outcome.forks() + " of " + test.forks() + " forks")
                .collect(Collectors.joining("; "));
        return new Item(
                "fails, and no earlier night compares",
                test.test().shortName(),
                test.jdk(),
                outcomes.isEmpty() ? "no fork ran to its end" : outcomes);
    }

    private static List<Item> verdicts(NightFacts facts) {
        Map<String, Verdict> before = facts.answersBefore().stream()
                .collect(Collectors.toMap(AnswerNight::question, AnswerNight::verdict, (a, b) -> b));
        return facts.answers().stream()
                .filter(answer -> before.containsKey(answer.question())
                        && !before.get(answer.question()).equals(answer.verdict()))
                .map(answer -> new Item(
                        "another answer",
                        answer.question(),
                        "",
                        answer.verdict() + ", before: " + before.get(answer.question())))
                .toList();
    }

    private static Item item(Change change) {
        String numbers = change.outcome().map(outcome -> outcome + ": ").orElse("")
                + String.format(
                        Locale.ROOT,
                        "%d of %d forks, before: %d of %d",
                        change.forksAfter(),
                        change.ofForksAfter(),
                        change.forksBefore(),
                        change.ofForksBefore())
                + p(change.p());
        return new Item(
                change.isLossOfTeeth() ? "lost teeth" : change.kind().toString(),
                StressTest.shortName(change.key().test()),
                change.key().jdk(),
                numbers);
    }

    private static String p(Optional<Double> p) {
        return p.map(value -> value < 0.001 ? " (p < 0.001)" : String.format(Locale.ROOT, " (p = %.3f)", value))
                .orElse("");
    }

    /** A benchmark's change in numbers. */
    static String ratio(BenchChange change) {
        return String.format(
                Locale.ROOT, "%.3f times (95%%: %.3f to %.3f)", change.ratio(), change.low(), change.high());
    }
}
