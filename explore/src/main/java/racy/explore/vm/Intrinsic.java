// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/** A method that the interpreter itself carries out. */
@FunctionalInterface
interface Intrinsic {
    /**
     * Takes its arguments from the frame's slots from {@code base} on, sets {@link Frame#sp} to {@code base} and pushes
     * the result. An intrinsic that touches what other threads can reach asks {@link Interpreter#mayGo} before it changes
     * anything.
     *
     * @return false if the thread must stop before this call; nothing has changed then
     */
    boolean call(Interpreter vm, Frame frame, int base, Code.Call call);
}
