// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/**
 * An access to what several threads can reach.
 *
 * @param number of the thread
 * @param thread the name of the thread
 * @param what in a few words, such as {@code reads x}
 * @param source the line, such as {@code File.java:12}; null if the class file does not say
 * @param place where: equal for two accesses to the same field or element; null if there is no such place
 * @param reads whether it reads
 * @param writes whether it writes
 * @param value what was read; what was written, if nothing was read; null if nothing was
 * @param waits whether what was written is still in the thread's store buffer
 */
public record Event(
        int number,
        String thread,
        String what,
        String source,
        Object place,
        boolean reads,
        boolean writes,
        String value,
        boolean waits) {}
