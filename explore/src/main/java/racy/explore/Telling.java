// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import racy.explore.vm.Event;
import racy.explore.vm.Machine;
import racy.review.Interleaving;
import racy.review.MemoryModel;
import racy.review.Step;

/** Makes the moves of one execution and tells them: as steps for people, and as a schedule that can be played again. */
final class Telling implements AutoCloseable {
    private static final String INITIAL = "the initial value";

    private final Machine machine;
    private final Machine.Moment start;
    private final List<Step> steps = new ArrayList<>();
    private final List<Schedule.Move> moves = new ArrayList<>();
    private final Schedule.Sum sum = new Schedule.Sum();
    /** Who wrote what the memory holds, by place; and by thread and place what its store buffer holds. */
    private final Map<Object, String> writers = new HashMap<>();

    private String last;

    /** Begins where the machine stands. */
    Telling(Machine machine) {
        this.machine = machine;
        start = machine.now();
        machine.tell(event -> steps.add(step(event)));
    }

    /** Makes a move and tells it. */
    Schedule.Move make(Machine.Move move) {
        int before = steps.size();
        machine.make(move);
        String name = machine.name(move.thread());
        sum.add(name + " " + move.kind());
        last = "does nothing that others see";
        for (Step each : steps.subList(before, steps.size())) {
            last = each.words();
            sum.add(last);
        }
        Schedule.Move made = new Schedule.Move(name, move.kind(), sum.digit());
        moves.add(made);
        return made;
    }

    /** What the last move did, in words. */
    String last() {
        return last;
    }

    private Step step(Event event) {
        String from = null;
        List<Object> own = event.place() == null ? List.of() : List.of(event.thread(), event.place());
        if (event.reads() && event.place() != null) {
            String memory = writers.getOrDefault(event.place(), INITIAL);
            from = writers.getOrDefault(own, memory);
        }
        if (event.writes() && event.place() != null) {
            if (event.waits()) {
                writers.put(own, event.thread());
            } else {
                writers.remove(own);
                writers.put(event.place(), event.thread());
            }
        }
        return Step.access(event.thread(), event.what(), event.source(), event.value(), from);
    }

    /** All that was told, as it led to the outcome. */
    Interleaving witness(String outcome) {
        List<Step> all = new ArrayList<>(steps);
        all.add(Step.of("at the end", Step.Kind.ACTION, outcome));
        return new Interleaving(all);
    }

    /** All moves that were made, as they led to the outcome. Nothing is told after this. */
    Schedule schedule(MemoryModel model, String outcome) {
        return new Schedule(model, List.copyOf(moves), sum.with(outcome));
    }

    /** The machine goes back to where it stood. */
    @Override
    public void close() {
        machine.tell(null);
        machine.goBack(start);
    }
}
