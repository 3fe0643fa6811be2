// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.Night;
import racy.history.StressNight;
import racy.stress.runner.Bounds;
import racy.text.ShellCommand;

/**
 * One night, whole.
 *
 * @param environments the values behind each fingerprint of the night
 * @param confirmations the automatic re-run of alarming benchmarks
 */
record NightPage(
        Night night,
        NightFigures figures,
        List<AnswerNight> answers,
        List<EvidenceNight> evidence,
        List<StressNight> tests,
        List<ForkNight> failures,
        List<ForkNight> firsts,
        List<BenchNight> benchmarks,
        List<BenchNight> confirmations,
        Map<String, Map<String, String>> environments) {
    private static final int TAIL = 40;

    /** The command that runs a fork again. */
    static Optional<String> replay(ForkNight fork) {
        return ShellCommand.racy("stress --replay").word(fork.replay()).text();
    }

    static String file(Night night) {
        return "night-" + Slug.of(night.id()) + ".html";
    }

    /** Of a test's row, on the page of a night and on those of its questions. */
    static String anchor(StressNight test) {
        return "t-" + Slug.of(test.test().shortName() + "-" + test.jdk());
    }

    /** The bound that no hit leaves. */
    static String bound(StressNight test) {
        return Text.bound(Bounds.upperOfNone(test.forks()));
    }

    static String seconds(StressNight test) {
        return String.format(Locale.ROOT, "%.1f", test.time().toMillis() / 1000.0);
    }

    /** The outcomes that fail or hit with the forks that showed them, then how many others there were. */
    static String outcomes(StressNight test) {
        StringJoiner words = new StringJoiner(", ");
        int ordinary = 0;
        for (StressNight.OutcomeNight outcome : test.outcomes()) {
            if (outcome.total().fails() || outcome.total().hit()) {
                words.add(Text.name(outcome.total().id()) + " " + outcome.forks());
            } else {
                ordinary++;
            }
        }
        if (ordinary > 0) {
            words.add(ordinary + " ordinary");
        }
        return words.toString();
    }

    /** The flags that are not every fork's: the seed, the switches of the compiler. */
    static String flags(ForkNight fork) {
        return fork.fork().spec().jvmArgs().stream()
                .filter(flag -> flag.startsWith("-XX:"))
                .collect(Collectors.joining(" "));
    }

    /** The end of a log, where the reason stands. */
    static List<String> tail(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - TAIL), lines.size()).stream()
                .map(Text::line)
                .toList();
    }

    static NightPage of(Archive archive, Night night) {
        List<ForkNight> failures = new ArrayList<>();
        List<ForkNight> firsts = new ArrayList<>();
        archive.history()
                .notableForks(night.id())
                .forEach(fork -> (fork.fork().isNormal() ? firsts : failures).add(fork));
        Map<String, Map<String, String>> environments = new TreeMap<>();
        night.parts().forEach(part -> environments.computeIfAbsent(part.fingerprint(), archive::environment));
        return new NightPage(
                night,
                NightFigures.of(archive, night),
                archive.answers(night),
                archive.evidence(night),
                archive.tests(night),
                failures,
                firsts,
                archive.history().benchmarks(night.id()),
                archive.history().confirmations(night.id()),
                environments);
    }

    /** Worth a look without being asked for: failed, lost a fork, missed its race, or did not run. */
    static boolean isNotable(StressNight test) {
        return test.isFailure() || test.failedForks() > 0 || test.isMissedRace() || test.forks() == 0;
    }

    static String state(StressNight test) {
        if (test.isFailure()) {
            return "fails";
        }
        if (test.forks() == 0) {
            return "no fork";
        }
        if (test.isMissedRace()) {
            return "seeded race not seen";
        }
        return test.isWitnessed() ? "witnessed" : "not seen";
    }

    VerdictBasis basis(AnswerNight answer) {
        return VerdictBasis.of(answer.question(), evidence);
    }

    long notable() {
        return tests.stream().filter(NightPage::isNotable).count();
    }
}
