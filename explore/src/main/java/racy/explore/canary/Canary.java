// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.canary;

import java.util.concurrent.atomic.AtomicInteger;

/** Programs whose outcomes are known. The explorer interprets them before it says anything about other programs. */
public final class Canary {
    private final AtomicInteger turn = new AtomicInteger();
    private int x;

    /** Reads and writes {@code x} in two steps, so that an update can be lost. */
    public void increment() {
        x++;
    }

    /** Tells how many increments were lost, if {@code increments} were made. */
    public void lost(Result result, int increments) {
        result.text = String.valueOf(increments - x);
    }

    /** Two increments were made. */
    public void lostOfTwo(Result result) {
        lost(result, 2);
    }

    /** The first thread takes the next turns. */
    public void first(Result result) {
        result.a = result.a * 10 + turn.incrementAndGet();
    }

    /** The second thread takes the next turn. */
    public void second(Result result) {
        result.b = result.b * 10 + turn.incrementAndGet();
    }

    /** The third thread takes the next turn. */
    public void third(Result result) {
        result.c = result.c * 10 + turn.incrementAndGet();
    }

    /** The fourth thread takes the next turn. */
    public void fourth(Result result) {
        result.d = result.d * 10 + turn.incrementAndGet();
    }

    /** The first thread takes two turns. */
    public void firstTwice(Result result) {
        first(result);
        first(result);
    }

    /** The second thread takes two turns. */
    public void secondTwice(Result result) {
        second(result);
        second(result);
    }

    /** The third thread takes two turns. */
    public void thirdTwice(Result result) {
        third(result);
        third(result);
    }

    /** Who took which turns. */
    public void turns(Result result) {
        result.text = result.a + " " + result.b + " " + result.c + " " + result.d;
    }

    /** What a program leaves. Each thread has its own field. */
    public static final class Result {
        private int a;
        private int b;
        private int c;
        private int d;
        private String text = "";

        @Override
        public String toString() {
            return text;
        }
    }
}
