// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.demo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.vm.CompileMode;
import racy.kernel.Violation;
import racy.review.Level;
import racy.stress.runner.Catalogue;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.ListedTests;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;
import racy.stress.runner.StressVm;

/**
 * Forks of a stress test as its declaration has them: what it grades acceptable is seen, a seeded race is witnessed, what
 * must not be and what x86 does not show are not.
 */
final class DemoStress {
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9_, +-]+");

    /** Forks of a test that something is planted in: enough for an exact test to tell. */
    private static final int FORKS_OF_PLANTED = 12;

    private static final int FORKS = 2;

    /** The most forks of a seeded race that is not witnessed. */
    private static final int TRIES = 6;

    /** Share of the forks that show an outcome that comes and goes. */
    private static final double SHARE = 0.75;

    private static final List<List<String>> FLAGS = List.of(
            List.of(), List.of("-XX:+UseParallelGC"), List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+StressLCM"));

    private final StressTest test;
    private final List<Outcome> acceptable = new ArrayList<>();
    private final List<Outcome> hits = new ArrayList<>();

    /** Sorts what the test may show by its grade. */
    DemoStress(StressTest test) {
        this.test = test;
        for (String id : candidates(test)) {
            Outcome outcome = Catalogue.grade(test, id, 1);
            if (outcome.fails()) {
                continue;
            }
            if (outcome.hit()) {
                hits.add(outcome);
            } else if (outcome.graded() && outcome.expect() == Expect.ACCEPTABLE) {
                acceptable.add(outcome);
            }
        }
        if (test.isSeeded() && hits.isEmpty()) {
            throw new IllegalStateException(test.name() + ": no outcome is known that witnesses it");
        }
        if (!test.isSeeded() && acceptable.isEmpty()) {
            throw new IllegalStateException(test.name() + ": no acceptable outcome is known");
        }
    }

    StressTest test() {
        return test;
    }

    /** The outcomes that the test names, and for expressions the violations that it looks for. */
    private static Set<String> candidates(StressTest test) {
        Set<String> ids = new LinkedHashSet<>();
        ListedTests.info(test.name()).cases().stream()
                .map(StateCase::matchPattern)
                .filter(pattern -> LITERAL.matcher(pattern).matches())
                .forEach(ids::add);
        List<String> literals = List.copyOf(ids);
        Stream.concat(
                        test.violations().stream().map(Violation::name),
                        literals.stream()
                                .filter(id -> id.endsWith(", 0"))
                                .map(id -> id.substring(0, id.length() - 1) + "1"))
                .forEach(ids::add);
        return ids;
    }

    /** The forks of one night on one JDK, the first to start at {@code startMillis}. */
    List<ForkRecord> forks(DemoNight night, String jdk, long startMillis) {
        SeededRandom dice = new SeededRandom(night.seed(), "forks", test.name(), night.number(), jdk);
        double inForks = new SeededRandom(night.seed(), "share", test.name()).between(0.6, 1);
        boolean toothless =
                night.number() == DemoBundles.LOST_TEETH && test.name().equals(DemoBundles.TOOTHLESS_TEST);
        List<ForkRecord> forks = new ArrayList<>();
        long start = startMillis;
        if (night.number() == DemoBundles.CRASH
                && jdk.equals(DemoBundles.CRASH_JDK)
                && test.name().equals(DemoBundles.CRASH_TEST)) {
            forks.add(crash(dice, start));
            start += forks.get(0).wallMillis();
        }
        boolean witnessed = false;
        int atMost = isPlanted() ? FORKS_OF_PLANTED : test.isSeeded() ? TRIES : FORKS;
        for (int i = 0; i < atMost && !witnessed; i++) {
            boolean hit =
                    test.isSeeded() && !toothless && (acceptable.isEmpty() || dice.chance(inForks) || i == TRIES - 1);
            ForkRecord fork = fork(night, jdk, dice, forks.size(), hit, start);
            forks.add(fork);
            start += fork.wallMillis();
            witnessed = hit;
        }
        return forks;
    }

    private boolean isPlanted() {
        return test.name().equals(DemoBundles.NEW_OUTCOME_TEST) || test.name().equals(DemoBundles.VANISHED_TEST);
    }

    private ForkRecord fork(DemoNight night, String jdk, SeededRandom dice, int number, boolean hit, long start) {
        long total = (long) (samples(test.level()) * dice.between(0.8, 1.2));
        List<Outcome> outcomes = new ArrayList<>();
        long left = total;
        if (hit) {
            double rate = new SeededRandom(night.seed(), "rate", test.name()).logBetween(2e-5, 0.3);
            long count = acceptable.isEmpty() ? total : 1 + (long) (total * rate * dice.between(0.5, 1.5));
            outcomes.add(seen(hits.get(0), count));
            left -= count;
        }
        List<Outcome> seen = seen(night, jdk, dice);
        for (int i = seen.size() - 1; i >= 0 && left > 0; i--) {
            long count = i == 0 ? left : 1 + (long) (left * dice.between(0.05, 0.4));
            outcomes.add(seen(seen.get(i), count));
            left -= count;
        }
        outcomes.sort((a, b) -> a.id().compareTo(b.id()));
        long samples = MadeUpPart.SETTINGS.samples(hit ? 1 : 0, total);
        return new ForkRecord(
                spec(dice, number),
                compile(number),
                Status.NORMAL,
                total,
                samples,
                outcomes,
                start,
                900 + dice.below(1200),
                List.of(),
                List.of());
    }

    /** What this fork shows of what may happen. */
    private List<Outcome> seen(DemoNight night, String jdk, SeededRandom dice) {
        List<Outcome> seen = new ArrayList<>(acceptable);
        boolean shows = dice.chance(SHARE);
        if (test.name().equals(DemoBundles.VANISHED_TEST)
                && (night.number() >= DemoBundles.VANISHED_OUTCOME || !shows)) {
            seen.removeIf(outcome -> outcome.id().equals(DemoBundles.VANISHED_ID));
        }
        if (test.name().equals(DemoBundles.NEW_OUTCOME_TEST)
                && jdk.equals(DemoBundles.NEW_OUTCOME_JDK)
                && night.number() >= DemoBundles.NEW_OUTCOME
                && shows) {
            seen.add(Catalogue.grade(test, DemoBundles.NEW_OUTCOME_ID, 1));
        }
        return seen;
    }

    private static Outcome seen(Outcome outcome, long count) {
        return new Outcome(
                outcome.id(), count, outcome.expect(), outcome.graded(), outcome.hit(), outcome.description());
    }

    private static int samples(Level level) {
        return switch (level) {
            case IDEA -> 800_000;
            case CLASS -> 60_000;
            case DRIVER -> 30_000;
        };
    }

    private ForkRecord crash(SeededRandom dice, long start) {
        return new ForkRecord(
                spec(dice, 0),
                compile(0),
                Status.VM_ERROR,
                0,
                0,
                List.of(),
                start,
                2210,
                List.of("The forked VM did not end as it should; exit code 134. (Demonstration.)"),
                List.of(
                        "#",
                        "# A fatal error has been detected by the Java Runtime Environment: (demonstration)",
                        "#",
                        "#  SIGSEGV (0xb) at pc=0x00007f0000000000, pid=1, tid=2",
                        "#",
                        "# Problematic frame:",
                        "# J 1 c2 racy.stress.demonstration()V",
                        "#"));
    }

    private ForkSpec spec(SeededRandom dice, int number) {
        List<String> flags = new ArrayList<>(FLAGS.get(number % FLAGS.size()));
        flags.add("-XX:StressSeed=" + dice.below(Integer.MAX_VALUE));
        return new ForkSpec(test.name(), number, mode(number), flags, MadeUpPart.SETTINGS);
    }

    private int mode(int number) {
        int[] modes = CompileMode.casesFor(test.actors().size(), true, true);
        return modes[number % modes.length];
    }

    private String compile(int number) {
        return StressVm.describe(mode(number), test.actors());
    }
}
