// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import racy.explore.stage.Stage;
import racy.explore.vm.Choice;
import racy.explore.vm.Event;
import racy.explore.vm.Machine;
import racy.explore.vm.Machine.Kind;
import racy.explore.vm.Machine.Move;
import racy.kernel.Violation;
import racy.kernel.Violations;
import racy.review.Interleaving;
import racy.review.Step;

/** Makes the moves of a way again, and tells what happens as an interleaving. */
final class Replay {
    private static final String AT_THE_END = "at the end";
    private static final String STAGE = Stage.class.getPackageName().replace('.', '/');
    private static final String VIOLATIONS = Violations.class.getName().replace('.', '/');

    private final Play play;
    private final Machine machine;
    private final List<Step> steps = new ArrayList<>();
    /** How often each context has turned its interrupts off. */
    private final Map<String, Integer> off = new HashMap<>();

    private String last;

    Replay(Play play) {
        this.play = play;
        machine = play.machine;
        machine.passOver(name -> name.startsWith(STAGE) || name.equals(VIOLATIONS));
    }

    /** The interleaving up to where the outcome shows. */
    Interleaving of(String outcome, List<Integer> way) {
        for (int role : way) {
            move(role);
        }
        if (!play.outcomes().contains(outcome)) {
            machine.tell(event -> told(AT_THE_END, event));
            play.end();
            machine.tell(null);
            if (outcome.equals(Violation.DEADLOCK.name()) && play.outcomes().contains(outcome)) {
                waiting();
            }
        }
        if (outcome.startsWith(Play.OOPS)) {
            steps.add(Step.of(AT_THE_END, Step.Kind.OOPS, outcome.substring(Play.OOPS.length())));
        }
        return new Interleaving(steps)
                .upTo(step ->
                        step.violation() != null && step.violation().name().equals(outcome));
    }

    private void move(int role) {
        String name = machine.name(role);
        if (!name.equals(last) && off.getOrDefault(last, 0) > 0) {
            steps.add(Step.stalls(last));
        }
        last = name;
        int before = steps.size();
        machine.tell(event -> told(name, event));
        machine.make(new Move(role, Kind.STEP));
        machine.tell(null);
        if (machine.isIdle(role)) {
            boolean silent = steps.stream().noneMatch(step -> step.context().equals(name));
            if (play.words(role) != null && steps.size() == before) {
                steps.add(Step.of(name, Step.Kind.ACTION, play.words(role)));
            } else if (!silent) {
                steps.add(Step.of(name, Step.Kind.RETURNS, "returns"));
            }
        }
    }

    private void told(String context, Event event) {
        if (event.what().equals(Choice.POINT)) {
            steps.add(new Step(
                    context, Step.Kind.WINDOW, String.valueOf(event.place()), event.source(), null, null, null));
        } else if (Stage.INTERRUPTS_OFF.equals(event.place())) {
            off.merge(context, 1, Integer::sum);
        } else if (Stage.INTERRUPTS_ON.equals(event.place())) {
            off.merge(context, -1, Integer::sum);
        } else if (event.what().equals(Choice.NOTE)) {
            Violation violation = Violation.valueOf(String.valueOf(event.place()));
            steps.add(Step.violation(context, violation, event.value(), event.source()));
        }
    }

    private void waiting() {
        for (int i = 0; i < play.roles(); i++) {
            if (!machine.isIdle(i)) {
                steps.add(Step.of(machine.name(i), Step.Kind.WAITS, "waits for ever"));
            }
        }
        steps.add(Step.violation(AT_THE_END, Violation.DEADLOCK, "no role can move", null));
    }
}
