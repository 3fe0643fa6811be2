// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.axioms;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import racy.explore.axioms.Node.Location;
import racy.explore.vm.Fence;

/**
 * JAM21, the model of Java's access modes (Liu, Bender, Palsberg: Compiling Volatile Correctly in Java, ECOOP 2022), as
 * the authors' file {@code jam21.cat} has it. Names of relations are the file's.
 *
 * <p>In two points the file is read to the letter. The axiom of coherence between two loads looks at the modes of the
 * stores, not of the loads. An initial value is a plain store. So an opaque load may see an initial value after a newer
 * one.
 *
 * <p>The file has no monitors, no {@code loadLoadFence} and no {@code storeStoreFence}. Here a monitor is a location:
 * taking it is a read-modify-write in acquire mode, releasing it one in release mode. The two fences order what their
 * names say.
 *
 * <p>In one point this is stronger than the file: a load never sees a store that it happens before, as JLS 17.4.5 has it.
 * The file lets a plain load do so, and then a program without a data race need not be sequentially consistent.
 *
 * <p>Every axiom says that a relation has no cycle, and events only add to the relations. So an execution that is not
 * allowed stays so, whatever follows.
 */
final class Jam21 {
    private final Execution execution;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Node> stores = new ArrayList<>();
    private final List<Node> loads = new ArrayList<>();
    private final int size;
    /** Program order. */
    private final Relation po;
    /** Program order of two accesses to one location. */
    private final Relation poLoc;
    /** What a thread promises about its own order. */
    private final Relation into;
    /** The part of {@link #into} that all threads agree on: around volatile accesses and full fences. */
    private final Relation push;
    /** Any two stores to one location. */
    private final Relation sameLocation;

    private Jam21(Execution execution) {
        this.execution = execution;
        Set<Location> locations = new LinkedHashSet<>();
        for (Node each : execution.nodes()) {
            each.number = -1;
            if (each.location == null || each.location.place.isShared()) {
                if (each.location != null && locations.add(each.location)) {
                    add(each.location.initial);
                }
                add(each);
            }
        }
        size = nodes.size();
        po = new Relation(size);
        poLoc = new Relation(size);
        into = new Relation(size);
        push = new Relation(size);
        sameLocation = new Relation(size);
        Map<Integer, List<Node>> threads = new HashMap<>();
        for (Node each : nodes) {
            if (!each.isInitial()) {
                threads.computeIfAbsent(each.thread, any -> new ArrayList<>()).add(each);
            }
        }
        threads.values().forEach(this::orders);
        into.addAll(push);
        for (Node each : threads.getOrDefault(execution.last, List.of())) {
            for (Node before : nodes) {
                if (!before.isInitial() && before.thread != execution.last) {
                    into.add(before.number, each.number);
                }
            }
        }
        for (Node first : stores) {
            for (Node second : stores) {
                if (first != second && first.location == second.location) {
                    sameLocation.add(first.number, second.number);
                }
            }
        }
    }

    private void add(Node node) {
        node.number = nodes.size();
        nodes.add(node);
        if (node.writes) {
            stores.add(node);
        }
        if (node.reads && node.source != null) {
            loads.add(node);
        }
    }

    /** Whether the model allows the execution, or may allow one that it is the beginning of. */
    static boolean allows(Execution execution) {
        Jam21 jam = new Jam21(execution);
        return jam.hasNoThinAir() && jam.seesNoFuture() && jam.isCoherent();
    }

    /** The threads that have done something that {@code load} happens before. They cannot write any more what it sees. */
    static BitSet after(Execution execution, Node load) {
        Jam21 jam = new Jam21(execution);
        Relation happensBefore = jam.happensBefore();
        BitSet after = new BitSet();
        for (Node each : jam.nodes) {
            if (!each.isInitial() && happensBefore.has(load.number, each.number)) {
                after.set(each.thread);
            }
        }
        return after;
    }

    // --- the order within a thread ---

    private void orders(List<Node> thread) {
        for (int i = 0; i < thread.size(); i++) {
            Node first = thread.get(i);
            boolean full = false;
            boolean release = false;
            boolean acquire = false;
            boolean loadLoad = false;
            boolean storeStore = false;
            for (int j = i + 1; j < thread.size(); j++) {
                Node second = thread.get(j);
                po.add(first.number, second.number);
                if (first.location != null && first.location == second.location) {
                    poLoc.add(first.number, second.number);
                }
                if (full || first.isVolatile() && second.isVolatile()) {
                    push.add(first.number, second.number);
                }
                if (second.isRelease()
                        || first.isAcquire()
                        || release && second.writes
                        || acquire && first.reads
                        || loadLoad && first.reads && second.reads
                        || storeStore && first.writes && second.writes) {
                    into.add(first.number, second.number);
                }
                full |= second.fence == Fence.FULL;
                release |= second.fence == Fence.RELEASE;
                acquire |= second.fence == Fence.ACQUIRE;
                loadLoad |= second.fence == Fence.LOAD_LOAD;
                storeStore |= second.fence == Fence.STORE_STORE;
            }
        }
    }

    // --- no thin air ---

    /** {@code acyclic (po | rf) ; [opq]}. */
    private boolean hasNoThinAir() {
        if (!execution.looksAhead) {
            return true;
        }
        Relation order = new Relation(size);
        for (Node from : nodes) {
            for (Node to : nodes) {
                boolean rf = to.reads && to.source == from;
                if (from.isOpaque() && to.isOpaque() && (rf || po.has(from.number, to.number))) {
                    order.add(from.number, to.number);
                }
            }
        }
        return order.isAcyclic();
    }

    /** No load sees a store that it happens before (JLS 17.4.5). */
    private boolean seesNoFuture() {
        if (!execution.looksAhead) {
            return true;
        }
        Relation happensBefore = happensBefore();
        return loads.stream().noneMatch(each -> happensBefore.has(each.number, each.source.number));
    }

    /** Program order, and from a release to an acquire that sees its store. */
    private Relation happensBefore() {
        Relation order = po.copy();
        for (Node each : loads) {
            for (Node from : releases(each.source)) {
                for (Node to : acquires(each)) {
                    order.add(from.number, to.number);
                }
            }
        }
        return order.closure();
    }

    /** What the store releases: itself, or release fences before it. */
    private List<Node> releases(Node store) {
        return nodes.stream()
                .filter(each -> each == store
                        ? store.isRelease()
                        : po.has(each.number, store.number)
                                && (each.fence == Fence.RELEASE || each.fence == Fence.FULL))
                .toList();
    }

    private List<Node> acquires(Node load) {
        return nodes.stream()
                .filter(each -> each == load
                        ? load.isAcquire()
                        : po.has(load.number, each.number)
                                && (each.fence == Fence.ACQUIRE || each.fence == Fence.FULL))
                .toList();
    }

    // --- coherence ---

    /** Whether some {@code pushto} makes {@code co-jam} acyclic. */
    private boolean isCoherent() {
        Relation vvo = into.copy();
        loads.forEach(each -> vvo.add(each.source.number, each.number));
        Relation closed = vvo.closure();
        Relation co = alwaysCoherence();
        List<Node> domain = nodes.stream().filter(each -> push.hasAny(each.number)).toList();
        Relation order = new Relation(size);
        for (Node first : domain) {
            for (Node second : domain) {
                if (mustPrecede(first, second)) {
                    order.add(first.number, second.number);
                }
            }
        }
        // What was right for the beginning of the execution is mostly right for more of it.
        List<Node> likely = new ArrayList<>(execution.pushto());
        likely.retainAll(domain);
        domain.stream().filter(each -> !likely.contains(each)).forEach(likely::add);
        Relation more = closed.copy();
        List<Node> before = new ArrayList<>();
        boolean fits = true;
        for (Node each : likely) {
            fits &= mayFollow(each, order, domain, before);
            before.forEach(first -> more.extend(first.number, push, each.number));
            before.add(each);
        }
        List<Node> pushto = fits && isAcyclic(more, co) ? likely : new ArrayList<>();
        if (pushto == likely || settle(closed, co, order, domain) && complete(closed, co, order, domain, pushto)) {
            execution.found(pushto);
            return true;
        }
        return false;
    }

    /** {@code pushto} respects {@code po} and {@code rf}, and what the threads leave behind comes last. */
    private boolean mustPrecede(Node first, Node second) {
        return po.has(first.number, second.number)
                || second.reads && second.source == first
                || first != second && first.writes && isFinal(second) && first.location == second.location;
    }

    /**
     * Puts two of those that push in order if the other order is not coherent, again and again.
     *
     * @param vo visibility order so far, but for {@link #poLoc}; transitive
     * @return false if neither order of some two is coherent
     */
    private boolean settle(Relation vo, Relation co, Relation order, List<Node> domain) {
        if (!isAcyclic(vo, co)) {
            return false;
        }
        Relation closed = order.closure();
        order.addAll(closed);
        boolean news = true;
        while (news) {
            news = false;
            for (Node first : domain) {
                for (Node second : domain) {
                    boolean isOpen = first.thread < second.thread
                            && !order.has(first.number, second.number)
                            && !order.has(second.number, first.number);
                    if (isOpen) {
                        boolean may = mayPrecede(first, second, vo, co);
                        boolean mayNot = mayPrecede(second, first, vo, co);
                        if (!may && !mayNot) {
                            return false;
                        }
                        if (may != mayNot) {
                            Node earlier = may ? first : second;
                            Node later = may ? second : first;
                            vo.extend(earlier.number, push, later.number);
                            order.add(earlier.number, later.number);
                            order.addAll(order.closure());
                            news = true;
                        }
                    }
                }
            }
        }
        return true;
    }

    private boolean mayPrecede(Node first, Node second, Relation vo, Relation co) {
        if (vo.hasAll(first.number, push, second.number)) {
            return true;
        }
        Relation more = vo.copy();
        more.extend(first.number, push, second.number);
        return isAcyclic(more, co);
    }

    /**
     * Tries every order of those that push that goes on as {@code pushto} begins. If one is right, {@code pushto} is it.
     *
     * @param order what every order has to respect
     */
    private boolean complete(Relation vo, Relation co, Relation order, List<Node> domain, List<Node> pushto) {
        if (!isAcyclic(vo, co)) {
            return false;
        }
        if (pushto.size() == domain.size()) {
            return true;
        }
        List<Node> next = domain.stream()
                .filter(each -> !pushto.contains(each) && mayFollow(each, order, domain, pushto))
                .toList();
        List<Node> free = next.stream()
                .filter(each -> saysNothing(each, vo, domain, pushto))
                .limit(1)
                .toList();
        for (Node each : free.isEmpty() ? next : free) {
            Relation more = vo.copy();
            pushto.forEach(before -> more.extend(before.number, push, each.number));
            pushto.add(each);
            if (complete(more, co, order, domain, pushto)) {
                return true;
            }
            pushto.remove(each);
        }
        return false;
    }

    /** Whether nothing that is not in order yet is ordered anew if {@code next} comes first. */
    private boolean saysNothing(Node next, Relation vo, List<Node> domain, List<Node> pushto) {
        return domain.stream()
                .allMatch(other ->
                        other == next || pushto.contains(other) || vo.hasAll(next.number, push, other.number));
    }

    private static boolean mayFollow(Node next, Relation order, List<Node> domain, List<Node> pushto) {
        return domain.stream()
                .allMatch(each ->
                        each == next || pushto.contains(each) || !order.has(each.number, next.number));
    }

    /** Whether the last thread, which runs when the others have ended, sees this store. */
    private boolean isFinal(Node store) {
        return store.writes
                && execution.last != Node.NOBODY
                && loads.stream().anyMatch(each -> each.thread == execution.last && each.source == store);
    }

    /** {@code coinit}, {@code cormwtotal} and {@code corr}, which do not depend on {@code pushto}. */
    private Relation alwaysCoherence() {
        Relation co = new Relation(size);
        for (Node each : stores) {
            if (!each.isInitial()) {
                co.add(each.location.initial.number, each.number);
            } else {
                List<Node> updates = each.location.updates;
                for (int i = 1; i < updates.size(); i++) {
                    co.add(updates.get(i - 1).number, updates.get(i).number);
                }
            }
        }
        for (Node first : loads) {
            if (first.source.isOpaque()) {
                for (Node second : loads) {
                    if (second.source.isOpaque()
                            && po.has(first.number, second.number)
                            && sameLocation.has(first.source.number, second.source.number)) {
                        co.add(first.source.number, second.source.number);
                    }
                }
            }
        }
        return co;
    }

    private boolean isAcyclic(Relation vo, Relation always) {
        Relation co = always.copy();
        for (Node store : stores) {
            follow(co, store, vo);
        }
        atomicity(co);
        return co.isAcyclic();
    }

    /** {@code coww}, {@code cowr} and {@code corw}: what follows from {@code store vo}. */
    private void follow(Relation co, Node store, Relation vo) {
        int from = store.number;
        Relation later = new Relation(size);
        later.addAll(from, vo, from);
        later.addAll(from, poLoc, from);
        for (Node seen : nodes) {
            if (vo.has(from, seen.number) || poLoc.has(from, seen.number)) {
                later.addAll(from, po, seen.number);
                if (seen.reads && seen.source != null) {
                    later.add(from, seen.source.number);
                }
            }
        }
        later.retain(from, sameLocation);
        co.addAll(from, later, from);
    }

    /** A read-modify-write follows the store that it reads at once: what comes after that store comes after it. */
    private void atomicity(Relation co) {
        boolean news = true;
        while (news) {
            news = false;
            for (Node update : loads) {
                if (update.isUpdate()) {
                    for (Node later : stores) {
                        if (later != update
                                && co.has(update.source.number, later.number)
                                && !co.has(update.number, later.number)) {
                            co.add(update.number, later.number);
                            news = true;
                        }
                    }
                }
            }
        }
    }
}
