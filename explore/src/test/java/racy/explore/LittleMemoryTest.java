// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import racy.explore.jcstress.JcstressTest;
import racy.explore.jcstress.JcstressTests;
import racy.explore.shapes.Graded;
import racy.explore.shapes.Inexact;
import racy.review.MemoryModel;

/** In a JVM with little memory: what was found until the memory was used up stays, and the next test is explored. */
class LittleMemoryTest {
    @Test
    void memory_usedUp_isABoundThatWasHit() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx10m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LittleMemoryTest.class.getName())
                .redirectErrorStream(true)
                .start();
        List<String> said = jvm.inputReader().lines().toList();
        assertEquals(
                List.of(
                        "the memory of this JVM was used up (-Xmx)",
                        "0 again: true",
                        "1 again: true",
                        "exhaustive under SC: [1, 2, 2, 1]"),
                said);
        assertEquals(0, jvm.waitFor());
    }

    /** What that JVM does. */
    public static void main(String[] args) {
        ClassLoader source = LittleMemoryTest.class.getClassLoader();
        Explorer explorer = new Explorer(source, MemoryModel.SC, Bounds.parse("states=1000000000,time=9m"));
        JcstressTest big = new JcstressTests(source).read("big", Inexact.Explodes.class.getName());
        Exploration cut = explorer.explore(big, () -> false);
        System.out.println(cut.gaveUp());
        cut.schedules()
                .forEach((outcome, schedule) -> System.out.println(outcome + " again: "
                        + explorer.replay(big, schedule)
                                .witness()
                                .equals(cut.witnesses().get(outcome))));
        JcstressTest small = new JcstressTests(source).read("small", Graded.Atomic.class.getName());
        Exploration all = explorer.explore(small, () -> false);
        System.out.println(all.coverage() + ": " + all.outcomes().keySet());
    }
}
