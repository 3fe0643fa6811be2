// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.axioms;

import java.util.ArrayList;
import java.util.List;
import racy.explore.vm.Fence;
import racy.explore.vm.Mode;
import racy.explore.vm.Place;

/** An event of an execution: an access, or a fence. */
final class Node {
    /** The thread of what was there before the threads ran. */
    static final int NOBODY = -1;

    final int thread;
    /** Where. Null for a fence. */
    final Location location;

    final Mode mode;
    final boolean reads;
    final boolean writes;
    /** Null for an access. */
    final Fence fence;
    /** What was written; what was read, if nothing was written. */
    final Object value;
    /** Whether it wrote to an object before any other thread could reach that. */
    final boolean isOwn;
    /** The write that it reads. Null if it reads none, or if that write is still to come. */
    Node source;
    /** Whether it is a load of a read-modify-write that then did not write. */
    boolean isAttempt;
    /** The value that it saw before that write came. */
    Object promised;
    /** Its number in the relations. -1 if it is not in them, because only one thread can reach its location. */
    int number;

    private Node(
            int thread,
            Location location,
            Mode mode,
            boolean reads,
            boolean writes,
            Fence fence,
            Object value,
            boolean isOwn,
            Node source) {
        this.thread = thread;
        this.location = location;
        this.mode = mode;
        this.reads = reads;
        this.writes = writes;
        this.fence = fence;
        this.value = value;
        this.isOwn = isOwn;
        this.source = source;
    }

    static Node initial(Location location, Object value) {
        return new Node(NOBODY, location, Mode.PLAIN, false, true, null, value, false, null);
    }

    static Node access(
            int thread, Location location, Mode mode, boolean reads, boolean writes, Object value, Node source) {
        return new Node(thread, location, mode, reads, writes, null, value, false, source);
    }

    static Node own(int thread, Location location, Object value) {
        return new Node(thread, location, Mode.PLAIN, false, true, null, value, true, null);
    }

    static Node fence(int thread, Fence fence) {
        return new Node(thread, null, Mode.PLAIN, false, false, fence, null, false, null);
    }

    boolean isUpdate() {
        return reads && writes;
    }

    boolean isInitial() {
        return thread == NOBODY;
    }

    /** Whether it is in the model's set V. */
    boolean isVolatile() {
        return mode == Mode.VOLATILE || fence == Fence.FULL;
    }

    boolean isOpaque() {
        return mode != Mode.PLAIN || fence == Fence.FULL || fence == Fence.ACQUIRE || fence == Fence.RELEASE;
    }

    boolean isRelease() {
        return writes && (mode == Mode.RELEASE || mode == Mode.VOLATILE);
    }

    boolean isAcquire() {
        return reads && (mode == Mode.ACQUIRE || mode == Mode.VOLATILE);
    }

    /** A place and what was written there. */
    static final class Location {
        final Place place;
        /** The places of one kind are the same field of objects of one class. */
        final String kind;

        final Node initial;
        /** All writes, the initial one first, in the order in which they were added. */
        final List<Node> writes = new ArrayList<>();
        /** The read-modify-writes in the order that this execution gives them. */
        final List<Node> updates = new ArrayList<>();

        Location(Place place, Object initialValue) {
            this.place = place;
            kind = place.kind();
            initial = initial(this, initialValue);
            writes.add(initial);
        }
    }
}
