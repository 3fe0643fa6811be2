// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import racy.driver.Design;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.review.Interleaving;
import racy.review.Step;
import racy.sched.SchedPolicy;

/**
 * A schedule that is meant to show one race and can be played on every variant.
 *
 * @param id of the race, such as R1; or a name of its own
 * @param title what happens, in one line
 * @param questions ids of the review's questions that it bears on
 * @param symptoms the race is shown if one of these happens
 * @param cores how many the device has
 * @param mended id of a fix that is applied to every variant that is played, because another race comes first without
 *     it; empty if there is none. Such a scenario is no evidence about the variant itself
 * @param policy how the scheduler chooses among clients; the user chooses it, not the driver
 * @param play the schedule; what has not ended afterwards is run to its end
 */
public record Scenario(
        String id,
        String title,
        Set<String> questions,
        List<Symptom> symptoms,
        int cores,
        String mended,
        SchedPolicy policy,
        Consumer<ScriptedMachine> play) {

    /** On one core, with the variant as it is. */
    public static Scenario of(String id, String title, Consumer<ScriptedMachine> play) {
        return new Scenario(id, title, Set.of(), List.of(), 1, "", SchedPolicy.FIFO, play);
    }

    /** The same scenario, about the questions of these ids. */
    public Scenario about(String... ids) {
        return new Scenario(id, title, Set.of(ids), symptoms, cores, mended, policy, play);
    }

    /** The same scenario, shown by any of these symptoms. */
    public Scenario shownBy(Symptom... any) {
        return new Scenario(id, title, questions, List.of(any), cores, mended, policy, play);
    }

    /** The same scenario, on a device with this number of cores. */
    public Scenario onCores(int count) {
        return new Scenario(id, title, questions, symptoms, count, mended, policy, play);
    }

    /** The same scenario, with this fix applied to every variant that is played. */
    public Scenario mendedBy(String fix) {
        return new Scenario(id, title, questions, symptoms, cores, fix, policy, play);
    }

    /** The same scenario, with this choice among clients. */
    public Scenario under(SchedPolicy other) {
        return new Scenario(id, title, questions, symptoms, cores, mended, other, play);
    }

    /** Id of the known race that it shows, such as R1. Empty if the list of races does not have it. */
    public String race() {
        String[] words = id.split("-", 2);
        return words[0].matches("R\\d+") ? words[0] : "";
    }

    /** Whether it plays the variant without an additional fix. */
    public boolean isPure() {
        return mended.isEmpty();
    }

    /** Plays the scenario. It ends in bounded time, whatever the variant does. */
    public ScriptResult run(Variant variant) {
        Design design = variant.design();
        if (!isPure()) {
            Variants.of(mended).apply(design);
        }
        design.sched = design.sched.withPolicy(policy);
        String failure = "";
        try (Script script = new Script()) {
            ScriptedMachine machine = new ScriptedMachine(script, design, cores);
            try {
                play.accept(machine);
                script.settle();
                machine.device.audit();
            } catch (ScriptFailure e) {
                failure = e.getMessage();
            }
            Interleaving trace = script.trace();
            List<String> oopses = trace.steps().stream()
                    .filter(step -> step.kind() == Step.Kind.OOPS)
                    .map(step -> step.context() + ": " + step.what())
                    .toList();
            return new ScriptResult(this, variant, script.kernel().violations.asSet(), trace, oopses, failure);
        }
    }

    boolean isSymptom(Step step) {
        return symptoms.stream().anyMatch(symptom -> symptom.matches(step));
    }

    @Override
    public String toString() {
        return id;
    }
}
