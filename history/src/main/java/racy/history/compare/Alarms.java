// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import racy.bench.BenchRun;
import racy.history.BenchNight;
import racy.history.History;
import racy.history.Origin;
import racy.history.bundle.Fingerprint;
import racy.history.bundle.PartManifest;
import racy.history.compare.BenchChange.Decision;

/** Benchmarks that look slower, and so are to be measured again before anybody is told. */
public final class Alarms {
    private Alarms() {}

    /**
     * Of a part of a night that is being measured: the benchmarks slower by the gate than in the newest night that measured
     * any on the same JDK in the same environment.
     *
     * @return full names, of {@link PartManifest#benchmarks}, in its order; empty also if no night compares
     */
    public static List<String> of(History history, PartManifest part, BenchRun bench) {
        String fingerprint = Fingerprint.of(part.environment());
        List<BenchNight> before = history.nights(Integer.MAX_VALUE).stream()
                .filter(night -> night.origin() == Origin.MEASURED)
                .filter(night -> night.parts().stream()
                        .anyMatch(there -> there.jdk().equals(part.jdk())
                                && there.fingerprint().equals(fingerprint)))
                .map(night -> history.benchmarks(night.id()).stream()
                        .filter(there -> there.jdk().equals(part.jdk())
                                && there.fingerprint().equals(fingerprint))
                        .toList())
                .filter(benchmarks -> !benchmarks.isEmpty())
                .findFirst()
                .orElse(List.of());
        List<BenchNight> after = Benchmarks.of(bench, "", part.jdk(), fingerprint);
        return names(Benchmarks.compare(before, after, List.of()).changes(), part.benchmarks());
    }

    /**
     * The full names of the benchmarks that are slower and not confirmed.
     *
     * @param known full names of all benchmarks that can be measured, as {@link racy.bench.BenchRunner#select} lists them
     * @return some of these, in their order
     */
    public static List<String> names(Collection<BenchChange> changes, List<String> known) {
        Set<String> slower = changes.stream()
                .filter(change -> change.decision() == Decision.SLOWER_UNCONFIRMED)
                .map(change -> benchmark(change.after().key()))
                .collect(Collectors.toSet());
        return known.stream().filter(name -> slower.contains(shortName(name))).toList();
    }

    /** A part of a group is measured with its group. */
    private static String benchmark(BenchNight.Key key) {
        return key.type() + "." + key.method().replaceFirst(":.*", "");
    }

    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    }
}
