// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.ForkNight;
import racy.history.History;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.StressNight;
import racy.history.compare.Diff;
import racy.text.ShellCommand;

/**
 * Everything that an export says, read once.
 *
 * @param tests by JDK, then by name
 * @param answersBefore of the night that {@code diff} compares with
 * @param environments by fingerprint
 */
record NightFacts(
        Night night,
        Diff diff,
        List<StressNight> tests,
        List<AnswerNight> answers,
        List<AnswerNight> answersBefore,
        List<BenchNight> benchmarks,
        List<ForkNight> forks,
        Map<String, Map<String, String>> environments) {
    /** Stands wherever a made-up number could be taken for a measured one. */
    static final String DEMONSTRATION = "DEMONSTRATION";

    static NightFacts of(History history, Night night, Diff diff) {
        Map<String, Map<String, String>> environments = new LinkedHashMap<>();
        night.parts().forEach(part -> environments.computeIfAbsent(part.fingerprint(), history::environment));
        return new NightFacts(
                night,
                diff,
                history.tests(night.id()).stream()
                        .sorted(Comparator.comparing(StressNight::jdk)
                                .thenComparing(test -> test.test().name()))
                        .toList(),
                history.answers(night.id()),
                diff.before().map(before -> history.answers(before.id())).orElse(List.of()),
                history.benchmarks(night.id()),
                history.notableForks(night.id()),
                environments);
    }

    boolean isDemonstration() {
        return night.origin() == Origin.DEMONSTRATION;
    }

    boolean isPartial() {
        return isPartial(night);
    }

    static boolean isPartial(Night night) {
        return night.state() == NightState.PARTIAL || !night.missing().isEmpty();
    }

    /** Labels of the JDKs, each once, those with no part that came left out. */
    List<String> jdks() {
        return night.parts().stream().map(Night.Part::jdk).distinct().sorted().toList();
    }

    List<StressNight> testsOf(String jdk) {
        return tests.stream().filter(test -> test.jdk().equals(jdk)).toList();
    }

    /** What runs a test again: one of its forks that fails, where the ledger has it; else the test. */
    Optional<String> command(StressNight test) {
        Optional<ForkNight> failing = forks.stream()
                .filter(fork -> fork.jdk().equals(test.jdk())
                        && fork.fork().spec().test().equals(test.test().name()))
                .filter(fork -> !fork.fork().isNormal()
                        || fork.fork().outcomes().stream().anyMatch(outcome -> outcome.fails()))
                .findFirst();
        ShellCommand command = failing.isPresent()
                ? ShellCommand.racy("stress --replay").word(failing.get().replay())
                : ShellCommand.racy("stress -t").ending(test.test().shortName());
        return command.text();
    }

    /** Forks of a test that did not run to their end. */
    List<ForkNight> failedForks(StressNight test) {
        return forks.stream()
                .filter(fork -> fork.jdk().equals(test.jdk())
                        && fork.fork().spec().test().equals(test.test().name()))
                .filter(fork -> !fork.fork().isNormal())
                .toList();
    }
}
