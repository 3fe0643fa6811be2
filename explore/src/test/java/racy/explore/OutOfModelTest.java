// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.explore.jcstress.JcstressTests;
import racy.explore.shapes.Unmodelled;
import racy.review.MemoryModel;

/** What is not modelled is named, with the line that uses it. Nothing is guessed. */
class OutOfModelTest {
    private static final ClassLoader SOURCE = OutOfModelTest.class.getClassLoader();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Prints       | the static field java.lang.System.out
                    Exits        | java.lang.System.exit
                    Starts       | java.lang.Thread.<init>
                    Clocks       | java.lang.System.nanoTime
                    Waits        | a wait with a time limit
                    Turns        | a step of actor does not end
                    Chances      | java.lang.Math.random
                    AsksProperty | java.lang.System.getProperty
                    AsksProcessors | java.lang.Runtime.availableProcessors
                    AsksName     | the name of the thread of actor
                    AsksHash     | java.lang.Object.hashCode
                    AsksIdentity | java.lang.System.identityHashCode
                    AsksText     | the identity hash code in the text of a java.lang.Object
                    AsksDate     | System.currentTimeMillis
                    AsksWeakly   | java.lang.ref.WeakReference.<init>
                    AsksMessage  | the message of a ClassCastException
                    Recurses     | calls that are nested more than
                    Hoards       | so many objects in one step
                    AllocatesHuge | an array of 2000000000 elements
                    SharesText   | a java.lang.StringBuilder that several threads can reach
                    WritesFinal  | a VarHandle that writes the final field
                    SharesResult | two actors use the field r1 of the result
                    """)
    void test_usesWhatIsNotModelled_isNamedWithItsLine(String name, String what) {
        ExploredTest test = explore(name);
        assertNotNull(test.outOfModel(), () -> "outcomes: " + test.rows());
        assertTrue(test.outOfModel().startsWith(what), test::outOfModel);
        assertTrue(test.outOfModel().contains("Unmodelled.java:"), test::outOfModel);
        assertFalse(test.isExhaustive());
        assertEquals(0, test.rows().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    FailsToInitialise | the initialiser of class
                    TurnsInVain       | a waiting loop that turns very often
                    """)
    void test_whoseEndIsNotKnown_isNamed(String name, String what) {
        ExploredTest test = explore(name);
        assertNotNull(test.outOfModel(), () -> "outcomes: " + test.rows());
        assertTrue(test.outOfModel().startsWith(what), test::outOfModel);
    }

    @Test
    void test_withoutActor_isNamed() {
        ExploredTest test = explore("Empty");
        assertTrue(test.outOfModel().contains("no method with @Actor"), test::outOfModel);
    }

    @Test
    void test_whoseClassIsMissing_isNamed() {
        ExploredTest test = ExploredTest.of(
                new Explorer(SOURCE, MemoryModel.SC, 1000), new JcstressTests(SOURCE), "gone", "no.Such", () -> false);
        assertTrue(test.outOfModel().contains("class no.Such is not on the class path"), test::outOfModel);
    }

    private static ExploredTest explore(String name) {
        return ExploredTest.of(
                new Explorer(SOURCE, MemoryModel.SC, 10_000),
                new JcstressTests(SOURCE),
                name,
                Unmodelled.class.getName() + "$" + name,
                () -> false);
    }
}
