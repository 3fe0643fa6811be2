// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import racy.review.Contradiction;
import racy.review.Effort;
import racy.review.EvidenceRequest;
import racy.review.Expectation;
import racy.review.Observation;
import racy.review.Teeth;
import racy.stress.evidence.StressObservations;
import racy.stress.runner.StressRun;
import racy.stress.runner.TestSummary;

/**
 * What all engines saw on all JDKs of a night. A deterministic engine finds the same wherever it runs: what it found counts
 * once, however many parts asked it. Where it did not find the same, all that it found counts.
 *
 * @param seen in the order of the parts
 */
public record BundleEvidence(List<Seen> seen) {
    /** What an engine saw on a JDK. */
    public record Seen(String jdk, Observation observation) {}

    public BundleEvidence {
        seen = List.copyOf(seen);
    }

    /** Of all parts. */
    public static BundleEvidence of(Bundle bundle) {
        return of(
                bundle,
                bundle.parts().stream()
                        .map(part -> part.stress().map(StressRun::summaries).orElse(List.of()))
                        .toList());
    }

    /** @param summaries of each part, its forks added up */
    public static BundleEvidence of(Bundle bundle, List<List<TestSummary>> summaries) {
        EvidenceRequest everything = EvidenceRequest.everything(Duration.ZERO);
        List<Seen> seen = new ArrayList<>();
        Set<List<Object>> told = new HashSet<>();
        for (int i = 0; i < summaries.size(); i++) {
            Bundle.Part part = bundle.parts().get(i);
            String jdk = part.manifest().jdk();
            part.evidence().stream()
                    .filter(each -> told.add(withoutTimes(each)))
                    .forEach(each -> seen.add(new Seen(jdk, each)));
            StressObservations.of(summaries.get(i), everything).forEach(each -> seen.add(new Seen(jdk, each)));
        }
        return new BundleEvidence(seen);
    }

    /** What is the same wherever a deterministic engine looks. */
    private static List<Object> withoutTimes(Observation its) {
        return List.of(
                its.engine(),
                its.subject(),
                its.effort().getClass(),
                its.effort().missed(1),
                its.hits(),
                its.finding().seen(),
                its.failures());
    }

    /** Without the JDKs. */
    public List<Observation> observations() {
        return seen.stream().map(Seen::observation).toList();
    }

    /** What decides how the night ends. Sampled observations are left out where the ledger of their forks tells the same. */
    public EngineFindings findings() {
        List<Observation> told = seen.stream()
                .map(Seen::observation)
                .filter(each -> !(each.effort() instanceof Effort.Sampled))
                .toList();
        List<String> failures = new ArrayList<>();
        told.forEach(each -> each.failures().forEach(failure -> failures.add(name(each) + ": " + failure)));
        return new EngineFindings(
                names(Contradiction.among(observations()).stream().map(Contradiction::toString)),
                names(told.stream()
                        .filter(each -> each.expectation() == Expectation.SAFE && each.isWitnessed())
                        .map(BundleEvidence::name)),
                names(failures.stream()),
                names(told.stream().filter(Teeth::isMissedRace).map(BundleEvidence::name)));
    }

    private static String name(Observation each) {
        return each.name() + (each.variant().isEmpty() ? "" : " on " + each.variant()) + ", by " + each.engine();
    }

    private static List<String> names(Stream<String> names) {
        return names.distinct().toList();
    }
}
