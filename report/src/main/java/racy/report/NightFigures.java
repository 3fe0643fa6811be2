// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import racy.history.Night;
import racy.history.StressNight;

/**
 * The figures of a night.
 *
 * @param jdks one for each JDK
 * @param failing tests that failed, on all JDKs
 * @param failedForks forks that crashed, hung or failed
 */
record NightFigures(List<Jdk> jdks, int failing, int failedForks, int forks) {
    /**
     * What a night did on one JDK.
     *
     * @param seeded seeded races that had a fork
     * @param witnessed of those, the ones seen: the night's teeth
     * @param untried seeded races without a fork
     */
    record Jdk(String label, int seeded, int witnessed, int untried, int planned, int covered, int forks) {
        String teeth() {
            return Text.of(witnessed, seeded);
        }

        boolean isSharp() {
            return witnessed == seeded && untried == 0;
        }
    }

    static NightFigures of(Archive archive, Night night) {
        List<Jdk> jdks = new ArrayList<>();
        var byJdk = archive.byJdk(night);
        for (String label : archive.jdks()) {
            List<Night.Part> parts = night.parts().stream()
                    .filter(part -> part.jdk().equals(label))
                    .toList();
            if (parts.isEmpty()) {
                continue;
            }
            List<StressNight> its = byJdk.getOrDefault(label, List.of());
            int seeded = count(its, test -> test.test().isSeeded());
            int tried = count(its, StressNight::isTriedRace);
            jdks.add(new Jdk(
                    label,
                    tried,
                    count(its, StressNight::isWitnessedRace),
                    seeded - tried,
                    parts.stream().mapToInt(Night.Part::planned).sum(),
                    parts.stream().mapToInt(Night.Part::covered).sum(),
                    parts.stream().mapToInt(Night.Part::forks).sum()));
        }
        List<StressNight> tests = archive.tests(night);
        return new NightFigures(
                jdks,
                count(tests, StressNight::isFailure),
                tests.stream().mapToInt(StressNight::failedForks).sum(),
                tests.stream()
                        .mapToInt(test -> test.forks() + test.failedForks())
                        .sum());
    }

    private static int count(List<StressNight> tests, Predicate<StressNight> which) {
        return (int) tests.stream().filter(which).count();
    }
}
