// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/** Is told what the running thread does to the memory, in the order in which it does it. */
public interface Watcher {
    /** An access to what several threads can reach was carried out. */
    void accessed(GuestThread thread, Place place, Mode mode, boolean reads, boolean writes);

    /** The thread wrote to an object that no other thread can reach yet. */
    void wroteOwn(GuestThread thread, Place place, Object value);

    void fenced(GuestThread thread, Fence fence);

    /** The thread took a monitor or its permit, or it released a monitor or gave a permit. */
    void synchronizes(GuestThread thread, Place place, boolean takes);
}
