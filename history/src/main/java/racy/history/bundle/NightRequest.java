// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a night was asked for beyond its plan and its {@linkplain racy.history.bundle.BundleManifest manifest}; kept in
 * the bundle, so that it can be resumed.
 *
 * @param jdks in the order in which they have their turn
 * @param absent JDKs that should have been there, and why they are not, a sentence each
 * @param benchmarks whether benchmarks are measured
 * @param changed names of the tests that are new or changed: they are first
 */
public record NightRequest(List<Jdk> jdks, List<String> absent, boolean benchmarks, Set<String> changed) {
    public NightRequest {
        jdks = List.copyOf(jdks);
        absent = List.copyOf(absent);
        changed = Set.copyOf(changed);
    }

    /** Reads a request. The labels of its JDKs become names of folders, so they are checked. */
    public static NightRequest read(Path file) throws BundleException {
        NightRequest request = BundleFiles.read(file, NightRequest.class);
        Set<String> labels = new HashSet<>();
        for (Jdk jdk : request.jdks) {
            if (!BundleFiles.NAME.matcher(jdk.label()).matches()) {
                throw new BundleException(file + ": '" + jdk.label() + "' cannot label a JDK");
            }
            if (!labels.add(jdk.label())) {
                throw new BundleException(file + ": JDK " + jdk.label() + " is there twice");
            }
        }
        return request;
    }

    /**
     * The tests that are new or changed.
     *
     * @param now the digest of each test's code
     * @param known the digests that each test had before; empty if there was no night before, when none is new
     */
    public static Set<String> changed(Map<String, String> now, Map<String, Set<String>> known) {
        return known.isEmpty()
                ? Set.of()
                : now.keySet().stream()
                        .filter(test -> !known.getOrDefault(test, Set.of()).contains(now.get(test)))
                        .collect(Collectors.toUnmodifiableSet());
    }
}
