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
    /** Those that release or acquire. */
    private final List<Node> fences = new ArrayList<>();

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
        if (node.fence == Fence.FULL || node.fence == Fence.ACQUIRE || node.fence == Fence.RELEASE) {
            fences.add(node);
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
        Relation opaque = new Relation(size, 1);
        for (Node each : nodes) {
            if (each.isOpaque()) {
                opaque.add(0, each.number);
            }
        }
        Relation order = new Relation(size);
        for (Node each : nodes) {
            if (each.isOpaque()) {
                order.addAll(each.number, po, each.number);
                order.retainAll(each.number, opaque, 0);
            }
        }
        for (Node each : loads) {
            if (each.isOpaque() && each.source.isOpaque()) {
                order.add(each.source.number, each.number);
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
        List<Node> releases = new ArrayList<>();
        if (store.isRelease()) {
            releases.add(store);
        }
        for (Node each : fences) {
            if (each.fence != Fence.ACQUIRE && po.has(each.number, store.number)) {
                releases.add(each);
            }
        }
        return releases;
    }

    private List<Node> acquires(Node load) {
        List<Node> acquires = new ArrayList<>();
        if (load.isAcquire()) {
            acquires.add(load);
        }
        for (Node each : fences) {
            if (each.fence != Fence.RELEASE && po.has(load.number, each.number)) {
                acquires.add(each);
            }
        }
        return acquires;
    }

    // --- coherence ---

    /** Whether some {@code pushto} makes {@code co-jam} acyclic. */
    private boolean isCoherent() {
        Relation vvo = into.copy();
        loads.forEach(each -> vvo.add(each.source.number, each.number));
        Relation vo = vvo.closure();
        Relation co = alwaysCoherence();
        Pushes pushes = new Pushes(co);
        List<Node> likely = pushes.likely();
        if (pushes.isRight(vo, likely)) {
            execution.found(likely);
            return true;
        }
        List<Node> pushto = new ArrayList<>();
        if (pushes.settle(vo) && pushes.complete(vo, pushto, new Relation(size))) {
            execution.found(pushto);
            return true;
        }
        return false;
    }

    /** Those that push, {@code domain(push)}, and the search for their order {@code pushto}. */
    private final class Pushes {
        private final List<Node> domain = new ArrayList<>();
        /** What comes before each of them in every order. */
        private final Relation before = new Relation(size);
        /** Coherence whatever the order is. */
        private final Relation always;

        Pushes(Relation always) {
            this.always = always;
            for (Node each : nodes) {
                if (push.hasAny(each.number)) {
                    domain.add(each);
                }
            }
            // pushto respects po and rf, and what the threads leave behind comes last.
            for (Node each : domain) {
                boolean isFinal = isFinal(each);
                for (Node other : domain) {
                    if (po.has(other.number, each.number)
                            || each.source == other
                            || isFinal && sameLocation.has(other.number, each.number)) {
                        before.add(each.number, other.number);
                    }
                }
            }
        }

        /** Whether the last thread, which runs when the others have ended, sees this store. */
        private boolean isFinal(Node store) {
            if (store.writes && execution.last != Node.NOBODY) {
                for (Node each : loads) {
                    if (each.thread == execution.last && each.source == store) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** What was right for the beginning of the execution is mostly right for more of it. */
        List<Node> likely() {
            List<Node> order = new ArrayList<>();
            Relation placed = new Relation(size);
            for (Node each : execution.pushto()) {
                if (each.number >= 0 && nodes.size() > each.number && nodes.get(each.number) == each) {
                    order.add(each);
                    placed.add(0, each.number);
                }
            }
            for (Node each : domain) {
                if (!placed.has(0, each.number)) {
                    order.add(each);
                }
            }
            return order;
        }

        boolean isRight(Relation vo, List<Node> order) {
            Relation more = vo.copy();
            Relation placed = new Relation(size);
            for (int i = 0; i < order.size(); i++) {
                Node next = order.get(i);
                if (!placed.hasAll(0, before, next.number)) {
                    return false;
                }
                for (int j = 0; j < i; j++) {
                    more.extend(order.get(j).number, push, next.number);
                }
                placed.add(0, next.number);
            }
            return isAcyclic(more, always);
        }

        /**
         * Puts two of them in order if the other order is not coherent, again and again.
         *
         * @param vo visibility order so far, but for {@link #poLoc}; transitive
         * @return false if neither order of some two is coherent
         */
        boolean settle(Relation vo) {
            if (!isAcyclic(vo, always)) {
                return false;
            }
            before.addAll(before.closure());
            boolean news = true;
            while (news) {
                news = false;
                for (Node first : domain) {
                    for (Node second : domain) {
                        boolean isOpen = first.thread < second.thread
                                && !before.has(first.number, second.number)
                                && !before.has(second.number, first.number);
                        if (isOpen) {
                            boolean may = mayPrecede(first, second, vo);
                            boolean mayNot = mayPrecede(second, first, vo);
                            if (!may && !mayNot) {
                                return false;
                            }
                            if (may != mayNot) {
                                Node earlier = may ? first : second;
                                Node later = may ? second : first;
                                vo.extend(earlier.number, push, later.number);
                                before.add(later.number, earlier.number);
                                before.addAll(before.closure());
                                news = true;
                            }
                        }
                    }
                }
            }
            return true;
        }

        private boolean mayPrecede(Node first, Node second, Relation vo) {
            if (vo.hasAll(first.number, push, second.number)) {
                return true;
            }
            Relation more = vo.copy();
            more.extend(first.number, push, second.number);
            return isAcyclic(more, always);
        }

        /**
         * Tries every order that goes on as {@code pushto} begins. If one is right, {@code pushto} is it.
         *
         * @param placed its first row has those that are in {@code pushto}
         */
        boolean complete(Relation vo, List<Node> pushto, Relation placed) {
            if (!isAcyclic(vo, always)) {
                return false;
            }
            if (pushto.size() == domain.size()) {
                return true;
            }
            List<Node> next = new ArrayList<>();
            for (Node each : domain) {
                if (!placed.has(0, each.number) && placed.hasAll(0, before, each.number)) {
                    if (saysNothing(each, vo, placed)) {
                        next = List.of(each);
                        break;
                    }
                    next.add(each);
                }
            }
            for (Node each : next) {
                Relation more = vo.copy();
                pushto.forEach(earlier -> more.extend(earlier.number, push, each.number));
                Relation with = placed.copy();
                with.add(0, each.number);
                pushto.add(each);
                if (complete(more, pushto, with)) {
                    return true;
                }
                pushto.remove(pushto.size() - 1);
            }
            return false;
        }

        /** Whether nothing that is not in order yet is ordered anew if {@code next} comes first. */
        private boolean saysNothing(Node next, Relation vo, Relation placed) {
            for (Node other : domain) {
                if (other != next && !placed.has(0, other.number) && !vo.hasAll(next.number, push, other.number)) {
                    return false;
                }
            }
            return true;
        }
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
            follow(co, store.number, vo);
        }
        atomicity(co);
        return co.isAcyclic();
    }

    /** {@code coww}, {@code cowr} and {@code corw}: what follows from {@code store vo}. */
    private void follow(Relation co, int store, Relation vo) {
        Relation seen = new Relation(size, 1);
        seen.addAll(0, vo, store);
        seen.addAll(0, poLoc, store);
        Relation later = seen.copy();
        BitSet threads = new BitSet();
        for (int each = seen.next(0, 0); each >= 0; each = seen.next(0, each + 1)) {
            Node node = nodes.get(each);
            // What follows the first event of a thread is all that follows others of that thread.
            if (!node.isInitial() && !threads.get(node.thread)) {
                threads.set(node.thread);
                later.addAll(0, po, each);
            }
            if (node.source != null) {
                later.add(0, node.source.number);
            }
        }
        later.retainAll(0, sameLocation, store);
        co.addAll(store, later, 0);
    }

    /** A read-modify-write follows the store that it reads at once: what comes after that store comes after it. */
    private void atomicity(Relation co) {
        boolean news = true;
        while (news) {
            news = false;
            for (Node update : loads) {
                if (update.isUpdate()) {
                    Relation later = new Relation(size, 1);
                    later.addAll(0, co, update.source.number);
                    later.retainAll(0, sameLocation, update.number);
                    news |= co.addAll(update.number, later, 0);
                }
            }
        }
    }
}
