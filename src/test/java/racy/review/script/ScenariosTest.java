// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.kernel.Violation;
import racy.review.Interleaving;
import racy.review.Question;
import racy.review.Questions;
import racy.review.Step;

class ScenariosTest {
    private static final List<String> QUESTIONS =
            Questions.all().stream().map(Question::id).toList();
    /** Reference counts are not about one schedule. Stress tests look at them. */
    private static final Set<String> WITHOUT_SCENARIO = Set.of("marks-done");

    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    private static ScriptResult run(String scenario, String variant) {
        return Scenarios.find(scenario).orElseThrow().run(Variants.of(variant));
    }

    // spotless:off
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // race           | shown by                                  | not shown by
        "R1               | as-posted pre-patch fence-in-slot read-write-claims read-write-locked | cmpxchg-pointer cmpxchg-generation synchronize-irq-after-stop disable-irq-before-stop v2",
        "R1-status        | as-posted pre-patch cmpxchg-pointer cmpxchg-generation | synchronize-irq-after-stop disable-irq-before-stop v2",
        "R2               | as-posted pre-patch cmpxchg-generation    | synchronize-irq-after-stop disable-irq-before-stop v2",
        "R2-reset         | as-posted pre-patch cmpxchg-generation    | synchronize-irq-after-stop disable-irq-before-stop v2",
        "R3               | as-posted cmpxchg-generation read-write-claims | pre-patch read-write-locked fence-in-slot synchronize-irq-after-stop disable-irq-before-stop v2",
        "claim-first      | claim-before-registers                    | as-posted disable-irq-before-stop v2",
        "unmarked         | cancel-claimed-after-stop                 | as-posted cancel-named-after-stop fail-claimed-inference v2",
        "R4-order         | publish-before-done-fence                 | as-posted pre-patch v2",
        "irq-read-write   | irq-read-write read-write-claims          | as-posted pre-patch reset-read-write read-write-locked v2",
        "reset-read-write | reset-read-write read-write-claims        | as-posted pre-patch irq-read-write read-write-locked v2",
        "signal-first     | signal-before-claim                       | as-posted pre-patch v2",
        "shared-line      | as-posted pre-patch disable-irq-before-stop cmpxchg-generation | masked-status v2",
        "R5               | as-posted free-before-credits             | pre-patch free-before-run domain-per-core v2",
        "R6               | as-posted free-before-run                 | pre-patch free-before-credits domain-per-core v2",
        "R6-queued        | as-posted free-before-run free-before-credits | pre-patch domain-per-core v2",
        "R7               | as-posted free-before-run free-before-credits | pre-patch domain-per-core v2",
        "R7-kill          | as-posted                                 | pre-patch domain-per-core v2",
        "R8               | as-posted domain-per-core                 | pre-patch inference-owns-core v2",
        "R9               | as-posted                                 | pre-patch errors-fail-inference v2",
        "R9-middle        | as-posted                                 | pre-patch errors-fail-inference v2",
        "R11              | as-posted domain-per-core                 | pre-patch core-chosen-once v2",
        "R12              | as-posted                                 | pre-patch dependencies-on-first v2",
        "write-after-read | as-posted pre-patch dependencies-on-first | readers-add-fences v2",
        "R13              | as-posted pre-patch synchronize-irq-after-stop | disable-irq-before-stop not-hung-recheck v2",
        "R13-untaken      | as-posted pre-patch disable-irq-before-stop synchronize-irq-after-stop | not-hung-recheck v2",
        "R13-next         | as-posted pre-patch disable-irq-before-stop | not-hung-recheck v2",
        "R13-cancelled    | as-posted disable-irq-before-stop         | not-hung-recheck v2",
        "wrong-named      | as-posted disable-irq-before-stop         | pre-patch fail-claimed-inference cancel-claimed-after-stop not-hung-recheck v2",
        "R17              | as-posted pre-patch                       | reset-put-autosuspend v2",
        "hung-detach      | pre-patch detach-in-reset                 | as-posted v2",
        "arm-then-fail    | pre-patch                                 | as-posted v2",
        "R20              | as-posted pre-patch                       | bos-keep-file v2",
        "R21              | as-posted pre-patch                       | domain-first v2",
        "R22              | pre-patch                                 | as-posted v2",
        "unbind           | as-posted pre-patch                       | cancel-on-remove v2",
        "unbind-late      | as-posted pre-patch                       | cancel-on-remove v2",
        "unbind-reset     | as-posted pre-patch                       | cancel-on-remove v2",
        "R19              | as-posted pre-patch fence-in-slot cmpxchg-generation synchronize-irq-after-stop | disable-irq-before-stop v2",
        "kill-pop         | as-posted disable-irq-before-stop         | removed-stays-out pre-patch v2",
        "clear-after-signal | clear-after-signal signal-before-claim  | as-posted pre-patch v2",
        "trace-after-signal | trace-after-signal                      | as-posted pre-patch trace-before-signal v2",
        "skip-reset       | skip-reset                                | as-posted pre-patch skip-reset-no-hang not-hung-recheck v2",
        "no-hang-after-reset | no-hang-after-reset                    | as-posted pre-patch v2",
        "fence-freed-at-once | fence-freed-at-once                    | as-posted pre-patch fence-lock-before-put v2",
        "pause-check      | as-posted pre-patch disable-irq-before-stop | v2",
        "suspend-between  | as-posted dependencies-on-first         | pre-patch inference-holds-power v2",
        "suspend-inputs   | as-posted                               | pre-patch dependencies-on-first inference-holds-power v2",
        "suspend-busy     | as-posted                               | pre-patch inference-holds-power suspend-by-usage v2",
        "suspend-refused  | as-posted pre-patch inference-holds-power | suspend-by-usage v2",
        "suspend-line     | as-posted pre-patch masked-status disable-irq-before-stop | irq-checks-power v2",
        "suspend-thread   | as-posted pre-patch disable-irq-before-stop irq-checks-power | masked-status v2",
        "taken-twice      | as-posted pre-patch disable-irq-before-stop cmpxchg-generation | masked-status v2",
        "R15              | as-posted cancel-named-after-stop         | pre-patch fail-claimed-inference domain-per-core v2",
        "tail-before-count | tail-before-count                        | as-posted pre-patch v2",
        "last-scheduled-late | last-scheduled-late                    | as-posted pre-patch core-chosen-once v2",
        "pending-after-run | pending-after-run                        | as-posted pre-patch pending-without-barrier v2",
        "queue-under-fence-lock | queue-under-fence-lock              | as-posted pre-patch queue-under-own-lock v2",
    })
    // spotless:on
    void race_isShownWhereItIs_andGoneWhereItIsFixed(String race, String shownBy, String notShownBy) {
        Stream<ScriptResult> shown = Stream.of(shownBy.split(" ")).map(variant -> run(race, variant));
        Stream<ScriptResult> gone = notShownBy == null
                ? Stream.empty()
                : Stream.of(notShownBy.split(" ")).map(variant -> run(race, variant));
        assertAll(Stream.concat(
                shown.map(result -> () ->
                        assertTrue(result.shown(), () -> race + " on " + result.variant() + "\n" + result.trace())),
                gone.map(result -> () -> assertFalse(
                        result.shown(), () -> race + " on " + result.variant() + "\n" + result.witness()))));
    }

    @Test
    void table_namesEveryScenario() throws NoSuchMethodException {
        String[] rows = ScenariosTest.class
                .getDeclaredMethod(
                        "race_isShownWhereItIs_andGoneWhereItIsFixed", String.class, String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value();
        Set<String> named = Stream.of(rows)
                .map(row -> row.substring(0, row.indexOf('|')).strip())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Scenarios.all().stream().map(Scenario::id).collect(Collectors.toCollection(TreeSet::new)), named);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyVariant_reachesTheEnd(Scenario scenario) {
        for (Variant variant : Variants.all()) {
            ScriptResult result = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> scenario.run(variant));
            assertTrue(
                    result.reachedEnd() || isDeadlocked(result),
                    () -> variant + ": " + result.failure() + "\n" + result.trace());
            // Any oops except the one that is known is a bug of the model.
            assertTrue(
                    result.oopses().stream().allMatch(oops -> oops.startsWith("client: racy.driver.Oops")),
                    () -> variant + ": " + result.oopses());
        }
    }

    /** Every completion of this mutant is one. */
    private static boolean isDeadlocked(ScriptResult result) {
        return result.endedInDeadlock()
                && result.violations().contains(Violation.DEADLOCK)
                && result.variant().id().equals("queue-under-fence-lock");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void recommended_hasNoViolation(Scenario scenario) {
        ScriptResult result = scenario.run(Variants.of("v2"));
        assertEquals(Set.of(), result.violations(), () -> result.trace().table());
        assertEquals(List.of(), result.oopses());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void scenario_isDeterministic(Scenario scenario) {
        Variant variant = Variants.of("as-posted");
        assertEquals(scenario.run(variant).trace(), scenario.run(variant).trace());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void steps_nameTheirLineOfTheModel(Scenario scenario) {
        for (Step step : scenario.run(Variants.of("as-posted")).trace().steps()) {
            if (step.kind() == Step.Kind.WINDOW) {
                assertTrue(step.source() != null && step.source().matches("[A-Z]\\w+[.]java:\\d+"), step::toString);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void scenario_saysWhatItIsAbout(Scenario scenario) {
        assertFalse(scenario.questions().isEmpty());
        assertTrue(
                QUESTIONS.containsAll(scenario.questions()),
                scenario.questions().toString());
        assertFalse(scenario.symptoms().isEmpty());
        assertEquals(
                1,
                Scenarios.all().stream()
                        .filter(other -> other.id().equals(scenario.id()))
                        .count());
        scenario.questions()
                .forEach(question -> assertTrue(Scenarios.about(question).contains(scenario)));
    }

    @Test
    void questions_allHaveAScenario() {
        QUESTIONS.forEach(question -> assertEquals(
                WITHOUT_SCENARIO.contains(question), Scenarios.about(question).isEmpty(), question));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void witness_endsWithTheSymptom_andFitsATerminal(Scenario scenario) {
        for (Variant variant : Variants.all()) {
            ScriptResult result = scenario.run(variant);
            if (result.shown()) {
                List<Step> rows = result.witness().steps();
                assertTrue(scenario.isSymptom(rows.get(rows.size() - 1)));
                assertTrue(result.witness().table().lines().allMatch(line -> line.length() <= Interleaving.WIDTH));
                return;
            }
        }
        throw new AssertionError("no variant shows " + scenario);
    }
}
