// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.explore.jcstress.JcstressTests;
import racy.explore.shapes.Published;
import racy.explore.vm.OutOfModelException;
import racy.review.MemoryModel;

/** What Java promises of objects that were published without synchronisation, and of loops that wait. */
class PublishedTest {
    private static final ClassLoader SOURCE = PublishedTest.class.getClassLoader();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    FinalArray             | -1; 42           | -1; 42
                    PlainBesideFinal       | -1; 1            | -1; 0; 1
                    PlainArray             | -1; 2            | -1; 0; 1; 2
                    VolatilePublication    | -1; 42           | -1; 42
                    WrittenThenEscapes     | 1; 9             | 0; 1; 9
                    PlainFlag              | TERMINATED       | STALE; TERMINATED
                    PlainFlagAfterVolatile | TERMINATED       | TERMINATED
                    TurnsThrice            | 0; 1; 2; 3       | 0; 1; 2; 3
                    """)
    void shape_underScAndJam_hasTheseOutcomes(String shape, String sc, String jam) {
        assertEquals(set(sc), outcomes(shape, MemoryModel.SC));
        assertEquals(set(jam), outcomes(shape, MemoryModel.JAM));
    }

    @Test
    void object_reachedThroughAFinalFieldAndOtherwise_isOutOfModel() {
        assertEquals(set("-1, 0; 42, 0"), outcomes("BothWays", MemoryModel.SC));
        OutOfModelException thrown =
                assertThrows(OutOfModelException.class, () -> outcomes("BothWays", MemoryModel.JAM));
        assertTrue(thrown.getMessage().contains("through a final field and otherwise"), thrown::getMessage);
    }

    private static Set<String> set(String outcomes) {
        return new TreeSet<>(Set.of(outcomes.split("; ")));
    }

    private static Set<String> outcomes(String shape, MemoryModel model) {
        var test = new JcstressTests(SOURCE).read(shape, Published.class.getName() + "$" + shape);
        Exploration exploration = new Explorer(SOURCE, model, 10_000).explore(test, () -> false);
        assertTrue(exploration.isExhaustive(), exploration::gaveUp);
        return exploration.outcomes().keySet();
    }
}
