// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.programs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import racy.review.MemoryModel;

/** The outcomes of a program under SC and TSO, by walking every interleaving and merging no two states. */
public final class NaiveInterleavings {
    private static final int NOBODY = -1;

    private final Program program;
    private final boolean hasBuffers;
    private final Set<String> outcomes = new TreeSet<>();

    private NaiveInterleavings(Program program, MemoryModel model) {
        this.program = program;
        hasBuffers = model == MemoryModel.TSO;
    }

    public static Set<String> outcomes(Program program, MemoryModel model) {
        return outcomes(program, model, Integer.MAX_VALUE);
    }

    /** @param preemptions at most so many switches away from a thread that could go on */
    public static Set<String> outcomes(Program program, MemoryModel model, int preemptions) {
        NaiveInterleavings naive = new NaiveInterleavings(program, model);
        List<Deque<int[]>> buffers = new ArrayList<>();
        program.threads().forEach(thread -> buffers.add(new ArrayDeque<>()));
        naive.walk(
                new int[buffers.size()],
                buffers,
                new int[Program.LOCATIONS],
                new int[Program.RESULTS],
                NOBODY,
                preemptions);
        return naive.outcomes;
    }

    private boolean canGoOn(int thread, int[] at, List<Deque<int[]>> buffers) {
        List<Operation> operations = program.threads().get(thread);
        return at[thread] < operations.size() && (buffers.get(thread).isEmpty() || !drains(operations.get(at[thread])));
    }

    private static boolean drains(Operation operation) {
        return operation.method().equals("fullFence")
                || operation.isUpdate()
                || operation.method().equals("setVolatile");
    }

    private void walk(int[] at, List<Deque<int[]>> buffers, int[] memory, int[] results, int running, int preemptions) {
        boolean ended = true;
        boolean canStay = running != NOBODY && canGoOn(running, at, buffers);
        for (int thread = 0; thread < at.length; thread++) {
            Deque<int[]> buffer = buffers.get(thread);
            if (!buffer.isEmpty()) {
                ended = false;
                List<Deque<int[]>> fewer = copy(buffers);
                int[] stored = memory.clone();
                int[] store = fewer.get(thread).remove();
                stored[store[0]] = store[1];
                walk(at, fewer, stored, results, canStay ? running : NOBODY, preemptions);
            }
            if (at[thread] < program.threads().get(thread).size()) {
                ended = false;
                int left = preemptions - (canStay && thread != running ? 1 : 0);
                if (canGoOn(thread, at, buffers) && left >= 0) {
                    step(thread, at, buffers, memory, results, left);
                }
            }
        }
        if (ended) {
            int[] last = results.clone();
            if (program.hasArbiter()) {
                System.arraycopy(memory, 0, last, Program.RESULTS - Program.LOCATIONS, Program.LOCATIONS);
            }
            outcomes.add(Program.text(last));
        }
    }

    private void step(int thread, int[] at, List<Deque<int[]>> buffers, int[] memory, int[] results, int preemptions) {
        Operation next = program.threads().get(thread).get(at[thread]);
        Deque<int[]> buffer = buffers.get(thread);
        int[] further = at.clone();
        further[thread]++;
        int[] stored = memory.clone();
        int[] seen = results.clone();
        List<Deque<int[]>> more = copy(buffers);
        int value = memory[next.location()];
        for (int[] store : buffer) {
            value = store[0] == next.location() ? store[1] : value;
        }
        if (next.reads()) {
            seen[next.result() - 1] = value;
        }
        if (next.isUpdate()) {
            stored[next.location()] = next.updated(value);
        } else if (next.writes() && hasBuffers && !drains(next)) {
            more.get(thread).add(new int[] {next.location(), next.value()});
        } else if (next.writes()) {
            stored[next.location()] = next.value();
        }
        walk(further, more, stored, seen, thread, preemptions);
    }

    private static List<Deque<int[]>> copy(List<Deque<int[]>> buffers) {
        List<Deque<int[]>> copy = new ArrayList<>();
        buffers.forEach(buffer -> copy.add(new ArrayDeque<>(buffer)));
        return copy;
    }
}
