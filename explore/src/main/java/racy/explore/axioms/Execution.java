// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.axioms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import racy.explore.axioms.Node.Location;
import racy.explore.vm.Place;

/** An execution graph, or the beginning of one: events, and which load sees which store. Every change can be taken back. */
final class Execution {
    /** In an order in which they can happen one after the other, but for what {@link #promises} says. */
    private final List<Node> nodes = new ArrayList<>();

    private final Map<Place, Location> locations = new HashMap<>();
    /** The loads whose store is still to come. */
    private final List<Node> promises = new ArrayList<>();

    private List<Node> pushto = List.of();

    private final List<Runnable> undo = new ArrayList<>();
    /** The thread that runs when all others have ended. {@link Node#NOBODY} if there is none. */
    int last = Node.NOBODY;
    /** Whether some load saw a store that came later. */
    boolean looksAhead;

    /** How far it has come. {@link #goBack} takes back what is done from here on. */
    int now() {
        return undo.size();
    }

    void goBack(int moment) {
        while (undo.size() > moment) {
            undo.remove(undo.size() - 1).run();
        }
    }

    /** To be done when what was done last is taken back. */
    void whenUndone(Runnable action) {
        undo.add(action);
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Node> promises() {
        return promises;
    }

    /** The order of those that push in which the execution was last found to be allowed. */
    List<Node> pushto() {
        return pushto;
    }

    void found(List<Node> order) {
        List<Node> before = pushto;
        pushto = order;
        undo.add(() -> pushto = before);
    }

    /** The location of a place that was not written before. Its value is that of the memory if it is an old place. */
    Location location(Place place, Object initialValue) {
        Location known = locations.get(place);
        if (known != null) {
            return known;
        }
        Location made = new Location(place, initialValue);
        locations.put(place, made);
        undo.add(() -> locations.remove(place));
        return made;
    }

    void add(Node node) {
        nodes.add(node);
        if (node.writes) {
            node.location.writes.add(node);
        }
        boolean waits = node.reads && node.source == null;
        if (waits) {
            promises.add(node);
        }
        boolean lookedAhead = looksAhead;
        looksAhead |= waits;
        undo.add(() -> {
            nodes.remove(nodes.size() - 1);
            if (node.writes) {
                node.location.writes.remove(node.location.writes.size() - 1);
            }
            if (waits) {
                promises.remove(node);
            }
            looksAhead = lookedAhead;
        });
    }

    /** Gives a read-modify-write its place among those of its location. */
    void order(Node update, int position) {
        update.location.updates.add(position, update);
        undo.add(() -> update.location.updates.remove(position));
    }

    /** The load sees this store, which came later. */
    void keep(Node promise, Node store) {
        int at = promises.indexOf(promise);
        promises.remove(at);
        promise.source = store;
        undo.add(() -> {
            promise.source = null;
            promises.add(at, promise);
        });
    }
}
