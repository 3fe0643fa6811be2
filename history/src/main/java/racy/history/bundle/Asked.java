// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.util.List;

/**
 * What a shard was asked for beyond its plan, as far as it decides whether the shard is complete.
 *
 * @param jdks labels of the JDKs that it was to run on
 * @param absent JDKs that should have been there, and why they are not, a sentence each
 * @param benchmarks whether benchmarks were to be measured
 */
public record Asked(List<String> jdks, List<String> absent, boolean benchmarks) {
    public Asked {
        jdks = List.copyOf(jdks);
        absent = List.copyOf(absent);
    }

    /** The same of all that a night was asked for. */
    public static Asked of(NightRequest request) {
        return new Asked(request.jdks().stream().map(Jdk::label).toList(), request.absent(), request.benchmarks());
    }
}
