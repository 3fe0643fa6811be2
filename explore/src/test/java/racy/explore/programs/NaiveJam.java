// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.programs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The outcomes of a program under JAM21, by trying every choice of {@code rf}, final stores, {@code cormwtotal} and
 * {@code pushto}, and the axioms as they stand in {@code jam21.cat}, with JLS 17.4.5 and the two fences that the file does
 * not have. It shares no code with the explorer.
 */
public final class NaiveJam {
    /** An event. An initial store has no operation. */
    private static final class Event {
        final int number;
        final int thread;
        final Operation operation;
        final int location;
        Event source;
        Integer value;

        Event(int number, int thread, Operation operation, int location) {
            this.number = number;
            this.thread = thread;
            this.operation = operation;
            this.location = location;
        }

        boolean isInitial() {
            return operation == null;
        }

        boolean isFence() {
            return operation != null && operation.isFence();
        }

        boolean isFence(String name) {
            return isFence() && operation.method().equals(name);
        }

        boolean reads() {
            return operation != null && operation.reads();
        }

        boolean writes() {
            return operation == null || operation.writes();
        }

        boolean isUpdate() {
            return reads() && writes();
        }

        boolean isOpaque() {
            return operation != null && operation.isOpaque();
        }

        boolean isVolatile() {
            return operation != null && (operation.isVolatile() || isFence("fullFence"));
        }
    }

    private final Program program;
    private final List<Event> events = new ArrayList<>();
    private final int size;
    private final boolean[][] po;
    private final Set<String> outcomes = new TreeSet<>();
    /** The final store of each location. Null if nobody looks. */
    private final Event[] last = new Event[Program.LOCATIONS];

    private NaiveJam(Program program) {
        this.program = program;
        for (int location = 0; location < Program.LOCATIONS; location++) {
            events.add(new Event(events.size(), -1, null, location));
        }
        for (int thread = 0; thread < program.threads().size(); thread++) {
            for (Operation each : program.threads().get(thread)) {
                events.add(new Event(events.size(), thread, each, each.isFence() ? -1 : each.location()));
            }
        }
        size = events.size();
        po = relation((a, b) -> !a.isInitial() && a.thread == b.thread && a.number < b.number);
    }

    public static Set<String> outcomes(Program program) {
        NaiveJam naive = new NaiveJam(program);
        naive.readsFrom(0);
        return naive.outcomes;
    }

    private void readsFrom(int at) {
        if (at == size) {
            if (hasValues()) {
                finals(0);
            }
            return;
        }
        Event reader = events.get(at);
        if (!reader.reads()) {
            readsFrom(at + 1);
            return;
        }
        for (Event each : events) {
            boolean isLater = po[reader.number][each.number];
            if (each != reader && each.writes() && each.location == reader.location && !isLater) {
                reader.source = each;
                readsFrom(at + 1);
            }
        }
    }

    /** Whether every value follows from others, and not from itself. */
    private boolean hasValues() {
        events.forEach(each -> each.value = null);
        for (int i = 0; i <= size; i++) {
            for (Event each : events) {
                if (each.isInitial()) {
                    each.value = 0;
                } else if (each.isUpdate()) {
                    Integer read = each.source.value;
                    each.value = read == null ? null : (Integer) each.operation.updated(read);
                } else if (each.writes()) {
                    each.value = each.operation.value();
                }
            }
        }
        return events.stream().allMatch(each -> !each.writes() || each.value != null);
    }

    private void finals(int location) {
        if (location == Program.LOCATIONS || !program.hasArbiter()) {
            updates(relation((a, b) -> false), new ArrayList<>());
            return;
        }
        for (Event each : events) {
            if (each.writes() && each.location == location) {
                last[location] = each;
                finals(location + 1);
            }
        }
    }

    /** Every total order of the updates, by location. */
    private void updates(boolean[][] order, List<Event> placed) {
        List<Event> open = events.stream()
                .filter(each -> each.isUpdate() && !placed.contains(each))
                .toList();
        if (open.isEmpty()) {
            if (isAllowed(order)) {
                outcomes.add(outcome());
            }
            return;
        }
        for (Event next : open) {
            boolean[][] more = relation((a, b) -> order[a.number][b.number]
                    || b == next && a.isUpdate() && a.location == b.location && placed.contains(a));
            placed.add(next);
            updates(more, placed);
            placed.remove(next);
        }
    }

    private String outcome() {
        int[] results = new int[Program.RESULTS];
        for (Event each : events) {
            if (each.reads()) {
                results[each.operation.result() - 1] = each.source.value;
            }
        }
        if (program.hasArbiter()) {
            for (int location = 0; location < Program.LOCATIONS; location++) {
                results[Program.RESULTS - Program.LOCATIONS + location] = last[location].value;
            }
        }
        return Program.text(results);
    }

    // --- the axioms ---

    private boolean isAllowed(boolean[][] cormwtotal) {
        boolean[][] rf = relation((a, b) -> b.source == a);
        boolean[][] thin = relation((a, b) -> (po[a.number][b.number] || rf[a.number][b.number]) && b.isOpaque());
        if (!isAcyclic(thin)) {
            return false;
        }
        boolean[][] hb = closure(relation((a, b) -> po[a.number][b.number] || synchronizes(a, b)));
        if (events.stream().anyMatch(each -> each.reads() && hb[each.number][each.source.number])) {
            return false;
        }
        boolean[][] spush = relation((a, b) -> between(a, "fullFence", b));
        boolean[][] volint = relation((a, b) -> po[a.number][b.number] && a.isVolatile() && b.isVolatile());
        boolean[][] push = relation((a, b) -> spush[a.number][b.number] || volint[a.number][b.number]);
        boolean[][] into = relation((a, b) -> push[a.number][b.number]
                || between(a, "releaseFence", b) && b.writes()
                || between(a, "acquireFence", b) && a.reads()
                || between(a, "storeStoreFence", b) && a.writes() && b.writes()
                || between(a, "loadLoadFence", b) && a.reads() && b.reads()
                || po[a.number][b.number]
                        && (b.writes() && b.operation.isRelease() || a.reads() && a.operation.isAcquire()));
        List<Event> domain = events.stream()
                .filter(a -> events.stream().anyMatch(b -> push[a.number][b.number]))
                .toList();
        return orders(domain, new ArrayList<>(), rf, pushto -> {
            boolean[][] vvo = relation((a, b) -> into[a.number][b.number]
                    || rf[a.number][b.number]
                    || pushto.contains(a)
                            && pushto.subList(pushto.indexOf(a) + 1, pushto.size()).stream()
                                    .anyMatch(c -> push[c.number][b.number]));
            return isCoherent(vvo, rf, cormwtotal);
        });
    }

    /** Whether some linearisation of {@code domain} is right. */
    private boolean orders(List<Event> domain, List<Event> placed, boolean[][] rf, Predicate<List<Event>> isRight) {
        if (placed.size() == domain.size()) {
            return isRight.test(placed);
        }
        for (Event next : domain) {
            boolean may = !placed.contains(next)
                    && domain.stream()
                            .noneMatch(other -> !placed.contains(other)
                                    && other != next
                                    && (po[other.number][next.number]
                                            || rf[other.number][next.number]
                                            || other.writes()
                                                    && other.location == next.location
                                                    && next.location >= 0
                                                    && last[next.location] == next));
            if (may) {
                placed.add(next);
                boolean right = orders(domain, placed, rf, isRight);
                placed.remove(placed.size() - 1);
                if (right) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isCoherent(boolean[][] vvo, boolean[][] rf, boolean[][] cormwtotal) {
        boolean[][] visible = closure(vvo);
        boolean[][] vo = relation((a, b) ->
                visible[a.number][b.number] || po[a.number][b.number] && a.location >= 0 && a.location == b.location);
        boolean[][] invrf = relation((a, b) -> rf[b.number][a.number]);
        boolean[][] cowr = compose(vo, invrf);
        boolean[][] corw = compose(vo, po);
        boolean[][] corr = compose(compose(rf, po), invrf);
        boolean[][] co = wwco((a, b) -> vo[a.number][b.number]
                || cowr[a.number][b.number]
                || corw[a.number][b.number]
                || corr[a.number][b.number] && a.isOpaque() && b.isOpaque()
                || cormwtotal[a.number][b.number]
                || a.isInitial() && !b.isInitial()
                || last[b.location] == b);
        boolean news = true;
        while (news) {
            boolean[][] before = co;
            boolean[][] after =
                    wwco((a, b) -> before[a.number][b.number] || a.isUpdate() && before[a.source.number][b.number]);
            news = !Arrays.deepEquals(before, after);
            co = after;
        }
        return isAcyclic(co);
    }

    private boolean[][] wwco(BiPredicate<Event, Event> test) {
        return relation((a, b) -> a != b && a.writes() && b.writes() && a.location == b.location && test.test(a, b));
    }

    private boolean between(Event a, String fence, Event b) {
        return events.stream().anyMatch(c -> c.isFence(fence) && po[a.number][c.number] && po[c.number][b.number]);
    }

    private boolean synchronizes(Event a, Event b) {
        return events.stream()
                .anyMatch(read -> read.reads()
                        && (a == read.source
                                ? !a.isInitial() && a.operation.isRelease()
                                : po[a.number][read.source.number]
                                        && (a.isFence("releaseFence") || a.isFence("fullFence")))
                        && (b == read
                                ? b.operation.isAcquire()
                                : po[read.number][b.number] && (b.isFence("acquireFence") || b.isFence("fullFence"))));
    }

    private boolean[][] relation(BiPredicate<Event, Event> test) {
        boolean[][] relation = new boolean[events.size()][events.size()];
        for (Event a : events) {
            for (Event b : events) {
                relation[a.number][b.number] = test.test(a, b);
            }
        }
        return relation;
    }

    private boolean[][] compose(boolean[][] first, boolean[][] second) {
        return relation(
                (a, b) -> events.stream().anyMatch(c -> first[a.number][c.number] && second[c.number][b.number]));
    }

    private boolean[][] closure(boolean[][] relation) {
        boolean[][] closed = relation((a, b) -> relation[a.number][b.number]);
        for (int k = 0; k < size; k++) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    closed[i][j] |= closed[i][k] && closed[k][j];
                }
            }
        }
        return closed;
    }

    private boolean isAcyclic(boolean[][] relation) {
        boolean[][] closed = closure(relation);
        return events.stream().noneMatch(each -> closed[each.number][each.number]);
    }
}
