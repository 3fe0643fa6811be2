// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import racy.explore.axioms.ExecutionSearch;
import racy.explore.canary.Canary;
import racy.explore.search.Limits;
import racy.explore.search.Names;
import racy.explore.search.Search;
import racy.explore.vm.ClassTable;
import racy.explore.vm.Machine;
import racy.explore.vm.Obj;
import racy.explore.vm.OutOfModelException;
import racy.review.MemoryModel;

/**
 * Proves in this process that the explorer sees races and counts interleavings, before anybody believes a "never". A
 * lost update must be found, and threads that take turns must be seen in every order.
 */
public final class Canaries {
    private static final String CANARY = Canary.class.getName().replace('.', '/');
    private static final String RESULT = Canary.Result.class.getName().replace('.', '/');
    private static final String TAKES_RESULT = "(L" + RESULT + ";)V";
    private static final String[] ONCE = {"first", "second", "third", "fourth"};
    private static final String[] TWICE = {"firstTwice", "secondTwice", "thirdTwice"};
    private static final long MOST_STATES = 100_000;

    private Canaries() {}

    /** What the explorer gets wrong under this model, in words. Empty if it gets all right. */
    public static Optional<String> problem(MemoryModel model) {
        try {
            Set<String> lost = outcomes(model, "lostOfTwo", List.of("increment()V", "increment()V"));
            if (!lost.equals(Set.of("0", "1"))) {
                return Optional.of("of two increments it sees lost: " + lost);
            }
            int[] orders = {1, 1, 2, 6, 24};
            for (int threads = 2; threads <= ONCE.length; threads++) {
                int seen = outcomes(model, "turns", methods(threads, ONCE)).size();
                if (seen != orders[threads]) {
                    return Optional.of(threads + " threads with one turn each: it sees " + seen + " of "
                            + orders[threads] + " orders");
                }
            }
            int[] ordersTwice = {1, 1, 6, 90};
            for (int threads = 2; threads <= TWICE.length; threads++) {
                int seen = outcomes(model, "turns", methods(threads, TWICE)).size();
                if (seen != ordersTwice[threads]) {
                    return Optional.of(threads + " threads with two turns each: it sees " + seen + " of "
                            + ordersTwice[threads] + " orders");
                }
            }
            return Optional.empty();
        } catch (OutOfModelException e) {
            return Optional.of("it cannot run them: " + e.getMessage());
        }
    }

    private static List<String> methods(int threads, String... names) {
        List<String> methods = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            methods.add(names[i] + TAKES_RESULT);
        }
        return methods;
    }

    private static Set<String> outcomes(MemoryModel model, String end, List<String> methods) {
        ClassTable classes = new ClassTable(Canaries.class.getClassLoader());
        Machine machine = new Machine(classes, model == MemoryModel.TSO);
        Obj canary = machine.make(CANARY);
        Obj result = machine.make(RESULT);
        machine.confine(result);
        for (int i = 0; i < methods.size(); i++) {
            machine.thread("thread " + (i + 1), canary, methods.get(i), result);
        }
        Ends ends = new Ends(new Machine.Call(canary, end + TAKES_RESULT, result), result);
        if (model == MemoryModel.JAM) {
            ExecutionSearch search = new ExecutionSearch(machine, ends, () -> false, Limits.ofStates(MOST_STATES));
            search.run();
            return search.ends().keySet();
        }
        machine.begin();
        Search search = new Search(machine, ends, () -> false, Limits.ofStates(MOST_STATES));
        search.run();
        return search.ends().keySet();
    }

    /** The outcomes of a canary. */
    private record Ends(Machine.Call call, Obj result) implements Names {
        @Override
        public Optional<Machine.Call> last(Machine machine) {
            return Optional.of(call);
        }

        @Override
        public String atTheEnd(Machine machine) {
            return machine.text(result);
        }

        @Override
        public String withoutEnd(Machine machine) {
            return Explorer.STALE;
        }
    }
}
