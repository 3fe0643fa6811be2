// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import racy.review.Effort;
import racy.review.EvidenceEngine;
import racy.review.EvidenceRequest;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Observation;
import racy.review.Question;
import racy.review.Questions;
import racy.review.Subject;
import racy.review.Watch;

/** Engines of other people's, which may do what they may not. */
class FindingsTest {
    private static Observation observation(String engine, long executions, long hits) {
        return new Observation(
                engine,
                new Subject("A", Set.of("xchg"), "as-posted", "", Set.of(), Expectation.OPEN, ""),
                new Effort.Played(executions, 0.1),
                new Finding(hits, 0, null, Set.of(), "", null, List.of()),
                List.of(),
                "");
    }

    private record Outside(String id, Supplier<List<Observation>> says) implements EvidenceEngine {
        @Override
        public String limits() {
            return "none.";
        }

        @Override
        public boolean isDeterministic() {
            return true;
        }

        @Override
        public List<Observation> observe(EvidenceRequest request, Watch watch) {
            return says.get();
        }
    }

    static Stream<Arguments> broken() {
        return Stream.<Supplier<List<Observation>>>of(
                        () -> null,
                        () -> Arrays.asList((Observation) null),
                        () -> {
                            throw new IllegalStateException("boom");
                        },
                        () -> {
                            throw new NoClassDefFoundError("gone/Gone");
                        },
                        () -> List.of(observation("whole", 1, 0)),
                        () -> List.of(observation("broken", 1, -1)),
                        () -> List.of(observation("broken", 0, 7)))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenEngine_isToldAndKeepsNoOtherFromBeingAsked(Supplier<List<Observation>> says) {
        Question question = Questions.find("xchg").orElseThrow();
        Outside whole = new Outside("whole", () -> List.of(observation("whole", 1, 0)));
        Findings findings = Findings.gather(
                List.of(question),
                new EvidenceRequest(Set.of("xchg"), Set.of(), Duration.ZERO),
                List.of(new Outside("broken", says), whole),
                Watch.silent());
        assertEquals(1, findings.run().size());
        assertTrue(findings.broken().get(0).startsWith("broken: "), findings.broken()::toString);
        assertEquals(ExitCode.INFRASTRUCTURE, findings.exitCode());
    }
}
