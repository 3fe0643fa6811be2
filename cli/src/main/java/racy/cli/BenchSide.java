// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import racy.bench.BenchRun;
import racy.history.BenchNight;
import racy.history.History;
import racy.history.Night;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.Fingerprint;
import racy.history.bundle.PartManifest;
import racy.history.compare.Benchmarks;
import racy.outside.OutsideFile;

/**
 * Benchmarks of one JDK in one environment, to be compared.
 *
 * @param jdk its label; empty if unknown
 * @param environment empty if unknown: JMH's JSON has no host, no time and no commit
 * @param confirmations what the automatic re-run of the same night measured
 */
record BenchSide(
        String jdk, Map<String, String> environment, List<BenchNight> benchmarks, List<BenchNight> confirmations) {

    boolean isKnown() {
        return !environment.isEmpty();
    }

    String fingerprint() {
        return Fingerprint.of(environment);
    }

    /** A JMH result file; in a bundle, with what the bundle says of it. */
    static List<BenchSide> ofFile(Path named) throws IOException, BundleException {
        Path file = OutsideFile.given(named);
        Path part = file.toAbsolutePath().resolveSibling(BundleFiles.PART);
        String jdk = "";
        Map<String, String> environment = Map.of();
        if (OutsideFile.isThere(part)) {
            PartManifest manifest = BundleFiles.read(part, PartManifest.class);
            jdk = manifest.jdk();
            environment = manifest.environment();
        }
        String fingerprint = Fingerprint.of(environment);
        return List.of(new BenchSide(
                jdk, environment, Benchmarks.of(BenchRun.read(file), named.toString(), jdk, fingerprint), List.of()));
    }

    /** A sealed bundle. */
    static List<BenchSide> ofBundle(Path directory) throws BundleException {
        List<BenchSide> sides = new ArrayList<>();
        Bundle bundle = Bundle.read(directory);
        for (Bundle.Part part : bundle.parts()) {
            if (part.bench().isPresent()) {
                String jdk = part.manifest().jdk();
                String fingerprint = Fingerprint.of(part.manifest().environment());
                String night = bundle.manifest().night();
                sides.add(new BenchSide(
                        jdk,
                        part.manifest().environment(),
                        Benchmarks.of(part.bench().get(), night, jdk, fingerprint),
                        part.confirm()
                                .map(run -> Benchmarks.of(run, night, jdk, fingerprint))
                                .orElse(List.of())));
            }
        }
        return joined(sides);
    }

    /** A night of the history. */
    static List<BenchSide> ofNight(History history, Night night) {
        List<BenchNight> benchmarks = history.benchmarks(night.id());
        List<BenchNight> confirmations = history.confirmations(night.id());
        return joined(night.parts().stream()
                .map(part -> new BenchSide(
                        part.jdk(),
                        history.environment(part.fingerprint()),
                        in(part, benchmarks),
                        in(part, confirmations)))
                .filter(side -> !side.benchmarks().isEmpty())
                .distinct()
                .toList());
    }

    private static List<BenchNight> in(Night.Part part, List<BenchNight> benchmarks) {
        return benchmarks.stream()
                .filter(bench ->
                        bench.jdk().equals(part.jdk()) && bench.fingerprint().equals(part.fingerprint()))
                .toList();
    }

    /** Shards of one JDK in one environment are one side. */
    private static List<BenchSide> joined(List<BenchSide> sides) {
        Map<List<String>, BenchSide> joined = new LinkedHashMap<>();
        sides.forEach(side -> joined.merge(
                List.of(side.jdk(), side.fingerprint()),
                side,
                (a, b) -> new BenchSide(
                        a.jdk(),
                        a.environment(),
                        Stream.concat(a.benchmarks().stream(), b.benchmarks().stream())
                                .toList(),
                        Stream.concat(a.confirmations().stream(), b.confirmations().stream())
                                .toList())));
        return List.copyOf(joined.values());
    }
}
