// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What each shard of a bundle was asked for: {@code request.json} of the one shard that a bundle is; {@code
 * request-sI.json} of each shard I that a merged bundle was made of.
 */
final class Requests {
    private static final Pattern OF_SHARD = Pattern.compile("request-s([1-9]\\d{0,4})\\.json");

    private Requests() {}

    static SortedMap<Integer, Asked> read(Path directory, BundleManifest manifest, Set<String> files)
            throws BundleException {
        SortedMap<Integer, Asked> requests = new TreeMap<>();
        if (manifest.shard() != 0) {
            if (!files.contains(BundleFiles.REQUEST)) {
                throw new BundleException(directory + " has no " + BundleFiles.REQUEST
                        + ": without it nobody can say which JDKs are missing from the night");
            }
            requests.put(manifest.shard(), read(directory.resolve(BundleFiles.REQUEST)));
            return requests;
        }
        if (files.contains(BundleFiles.REQUEST)) {
            throw new BundleException(
                    directory.resolve(BundleFiles.REQUEST) + " is of one shard, and the bundle is said to be merged");
        }
        for (String name : files) {
            Matcher matcher = OF_SHARD.matcher(name);
            if (matcher.matches()) {
                int shard = Integer.parseInt(matcher.group(1));
                if (shard > manifest.shards()) {
                    throw new BundleException(directory.resolve(name) + " is of no shard of " + manifest.shards());
                }
                requests.put(shard, read(directory.resolve(name)));
            }
        }
        return requests;
    }

    private static Asked read(Path file) throws BundleException {
        Asked asked = Asked.of(BundleFiles.read(file, NightRequest.class));
        BundleChecks checks = new BundleChecks(file);
        checks.that(Set.copyOf(asked.jdks()).size() == asked.jdks().size(), asked.jdks(), "names a JDK twice");
        for (String label : asked.jdks()) {
            checks.that(BundleFiles.NAME.matcher(label).matches(), label, "cannot label a JDK");
        }
        return asked;
    }

    /** Whether a bundle was merged before merged bundles kept the requests. */
    static boolean areLost(BundleManifest manifest, SortedMap<Integer, Asked> requests) {
        return manifest.shard() == 0 && requests.isEmpty();
    }

    /** Then each shard that came is taken to have been asked for all the JDKs that any part has. */
    static SortedMap<Integer, Asked> guess(BundleManifest manifest, Seal seal, List<Bundle.Part> parts) {
        List<String> jdks = parts.stream()
                .map(part -> part.manifest().jdk())
                .distinct()
                .sorted()
                .toList();
        Set<Integer> withBenchmarks = parts.stream()
                .filter(part -> !part.manifest().benchmarks().isEmpty())
                .map(part -> part.manifest().shard())
                .collect(Collectors.toSet());
        SortedMap<Integer, Asked> requests = new TreeMap<>();
        for (int shard = 1; shard <= manifest.shards(); shard++) {
            if (!seal.missing().contains(shard)) {
                requests.put(shard, new Asked(jdks, List.of(), withBenchmarks.contains(shard)));
            }
        }
        return requests;
    }
}
