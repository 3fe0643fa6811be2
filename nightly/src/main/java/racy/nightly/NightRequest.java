// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.util.List;
import java.util.Set;

/**
 * What a night was asked for beyond its plan and its {@linkplain racy.history.bundle.BundleManifest manifest}; kept in the
 * bundle, so that it can be resumed.
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
}
