// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import racy.driver.Design;
import racy.driver.variant.Variant;

/**
 * One schedule that is meant to show one race, and that can be played on every variant.
 *
 * @param id the race's, as in R1; or a name of its own
 * @param title what happens, in one line
 * @param questions ids of the review's questions that it bears on
 * @param signs any of these shows the race
 * @param cores how many the device has
 * @param given what the variant's design is changed by for this scenario; the title says it
 * @param play the schedule; what is left under way is run to its end afterwards
 */
public record Scenario(
        String id,
        String title,
        Set<String> questions,
        List<Sign> signs,
        int cores,
        Consumer<Design> given,
        Consumer<Scene> play) {

    /** On one core, with the variant as it is. */
    static Scenario of(String id, String title, Consumer<Scene> play) {
        return new Scenario(id, title, Set.of(), List.of(), 1, design -> {}, play);
    }

    Scenario about(String... ids) {
        return new Scenario(id, title, Set.of(ids), signs, cores, given, play);
    }

    Scenario shownBy(Sign... any) {
        return new Scenario(id, title, questions, List.of(any), cores, given, play);
    }

    Scenario onCores(int count) {
        return new Scenario(id, title, questions, signs, count, given, play);
    }

    Scenario given(Consumer<Design> change) {
        return new Scenario(id, title, questions, signs, cores, change, play);
    }

    /** Plays it. Ends in bounded time, whatever the variant does. */
    public ScriptResult run(Variant variant) {
        Design design = variant.design();
        given.accept(design);
        String failure = "";
        try (Script script = new Script()) {
            Scene scene = new Scene(script, design, cores);
            try {
                play.accept(scene);
                script.settle();
                scene.device.audit();
            } catch (ScriptFailure e) {
                failure = e.getMessage();
            }
            Trace trace = script.trace();
            List<String> oopses = trace.steps().stream()
                    .filter(step -> step.kind() == Step.Kind.OOPS)
                    .map(step -> step.context() + ": " + step.what())
                    .toList();
            return new ScriptResult(this, variant, script.kernel().violations.asSet(), trace, oopses, failure);
        }
    }

    boolean isSign(Step step) {
        return signs.stream().anyMatch(sign -> sign.matches(step));
    }

    @Override
    public String toString() {
        return id;
    }
}
