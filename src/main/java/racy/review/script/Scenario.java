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
 * One schedule that is meant to show one race, and that can be played on every variant.
 *
 * @param id the race's, as in R1; or a name of its own
 * @param title what happens, in one line
 * @param questions ids of the review's questions that it bears on
 * @param symptoms any of these shows the race
 * @param cores how many the device has
 * @param mended id of a fix that is applied to whatever variant is played, because without it another race comes first;
 *     empty for none. What such a scenario shows is no evidence about the variant itself
 * @param policy how the scheduler chooses among clients, which is its user's choice and not the driver's
 * @param play the schedule; what is left under way is run to its end afterwards
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

    /** Bears on the questions of these ids. */
    public Scenario about(String... ids) {
        return new Scenario(id, title, Set.of(ids), symptoms, cores, mended, policy, play);
    }

    /** Any of these shows the race. */
    public Scenario shownBy(Symptom... any) {
        return new Scenario(id, title, questions, List.of(any), cores, mended, policy, play);
    }

    /** On a device with so many cores. */
    public Scenario onCores(int count) {
        return new Scenario(id, title, questions, symptoms, count, mended, policy, play);
    }

    /** With this fix applied to whatever variant is played. */
    public Scenario mendedBy(String fix) {
        return new Scenario(id, title, questions, symptoms, cores, fix, policy, play);
    }

    /** With this choice among clients. */
    public Scenario under(SchedPolicy other) {
        return new Scenario(id, title, questions, symptoms, cores, mended, other, play);
    }

    /** Id of the known race that it shows, as in R1; empty if the list of races has none. */
    public String race() {
        String[] words = id.split("-", 2);
        return words[0].matches("R\\d+") ? words[0] : "";
    }

    /** Whether what is played is the variant and nothing else. */
    public boolean isPure() {
        return mended.isEmpty();
    }

    /** Plays it. Ends in bounded time, whatever the variant does. */
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
