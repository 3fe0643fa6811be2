// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import racy.explore.jcstress.JcstressTests;
import racy.explore.shapes.Inexact;
import racy.explore.shapes.Shapes;
import racy.explore.shapes.Traps;
import racy.review.MemoryModel;

class BoundsTest {
    private static final ClassLoader SOURCE = BoundsTest.class.getClassLoader();

    @ParameterizedTest
    @ValueSource(
            strings = {
                Bounds.DEFAULTS,
                "preemptions=0,states=200000,time=10s",
                "preemptions=3,steps=70,executions=5,states=9,time=1h2m3s",
            })
    void text_readAndWritten_isTheSame(String text) {
        assertEquals(text, Bounds.parse(text).toString());
    }

    @Test
    void parse_whatIsNotNamed_hasItsDefault() {
        assertEquals("states=200000,time=1m", Bounds.parse("time=1m").toString());
        assertEquals(Bounds.DEFAULTS, Bounds.DEFAULT.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ""                  | there is no bound ''
                    speed=3             | there is no bound 'speed', only preemptions, steps, executions, states, time
                    states              | states=: this must be a number
                    states=0            | states=0: this must be a number, 1 is the least
                    states=many         | states=many: this must be a number
                    preemptions=-1      | preemptions=-1: this must be a number, 0 is the least
                    preemptions=2147483647 | preemptions=2147483647: this must be a number
                    time=5              | '5' is no duration
                    time=0s             | '0s' is no time at all
                    states=1,states=2   | two bounds of states
                    states=1,           | there is no bound ''
                    """)
    void parse_whatIsNoBound_saysWhy(String text, String why) {
        String said = assertThrows(IllegalArgumentException.class, () -> Bounds.parse(text))
                .getMessage();
        assertTrue(said.startsWith(why), said);
    }

    @ParameterizedTest
    @CsvSource({
        "states=3,     the bound states=3 was hit",
        "executions=2, the bound executions=2 was hit",
        "steps=3,      the bound steps=3 was hit",
    })
    void bound_hit_isNamedAndNothingIsExhaustive(String bound, String why) {
        Exploration exploration = explore(Shapes.class, "StoreBuffering", MemoryModel.SC, bound);
        assertEquals(why, exploration.gaveUp());
        assertFalse(exploration.isExhaustive());
        assertTrue(exploration.coverage().contains(why), exploration::coverage);
        assertTrue(exploration.executions() <= 2, exploration.outcomes()::toString);
    }

    @Test
    void bound_notHit_isExhaustive() {
        Exploration exploration =
                explore(Shapes.class, "StoreBuffering", MemoryModel.SC, "states=1000,executions=100,steps=100");
        assertEquals("exhaustive under SC", exploration.coverage());
    }

    /** Its actor stores for ever, so only the time ends it. */
    @Test
    void bound_ofTime_endsAStateExplosion() {
        Exploration exploration = explore(Inexact.class, "CountsForEver", MemoryModel.SC, "states=1000000000,time=1s");
        assertEquals("the bound time=1s was hit", exploration.gaveUp());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    LostUpdate     | 0 | 2
                    LostUpdate     | 1 | 1; 2
                    Deadlock       | 0 | 1, 2; 2, 1
                    Deadlock       | 1 | 1, 2; 2, 1; STALE
                    StoreBuffering | 0 | 0, 1; 1, 0
                    StoreBuffering | 1 | 0, 1; 1, 0; 1, 1
                    """)
    void preemptions_bound_reachesNoMoreAndSaysSo(String shape, int most, String outcomes) {
        Exploration exploration = explore(Shapes.class, shape, MemoryModel.SC, "preemptions=" + most);
        assertEquals(outcomes, String.join("; ", exploration.outcomes().keySet()));
        assertTrue(exploration.isComplete(), exploration::gaveUp);
        assertFalse(exploration.isExhaustive());
        assertEquals(
                "complete within " + (most == 1 ? "1 preemption" : most + " preemptions") + " under SC",
                exploration.coverage());
    }

    /** A store buffer that is emptied is no switch between threads. */
    @Test
    void preemptions_tso_countsThreadsOnly() {
        Exploration exploration = explore(Shapes.class, "StoreBuffering", MemoryModel.TSO, "preemptions=0");
        assertTrue(exploration.outcomes().containsKey("0, 0"), exploration.outcomes()::toString);
    }

    /** A thread that waits by doing something never ends unless another one preempts it. So nothing is known of its end. */
    @Test
    void preemptions_tooFewToTellWhetherItEnds_areNotComplete() {
        Exploration none = explore(Traps.class, "Toggles", MemoryModel.SC, "preemptions=0");
        assertEquals("with so few preemptions it cannot tell whether the test always ends", none.gaveUp());
        assertEquals(Set.of("1"), none.outcomes().keySet());
        Exploration one = explore(Traps.class, "Toggles", MemoryModel.SC, "preemptions=1");
        assertEquals("complete within 1 preemption under SC", one.coverage());
        assertEquals(Set.of("1"), one.outcomes().keySet());
    }

    /** A large bound changes no outcome and no count, and the answer still names it. */
    @ParameterizedTest
    @ValueSource(strings = {"UndoesSignal", "WaitsInVain", "CountsTurns", "TwoLimits"})
    void preemptions_many_asWithoutABound(String trap) {
        Exploration all = explore(Traps.class, trap, MemoryModel.TSO, Bounds.DEFAULTS);
        Exploration many = explore(Traps.class, trap, MemoryModel.TSO, "preemptions=90");
        assertEquals(all.outcomes(), many.outcomes());
        assertEquals(all.states(), many.states());
        assertEquals("complete within 90 preemptions under TSO", many.coverage());
    }

    private static Exploration explore(Class<?> in, String name, MemoryModel model, String bounds) {
        var test = new JcstressTests(SOURCE).read(name, in.getName() + "$" + name);
        return new Explorer(SOURCE, model, Bounds.parse(bounds)).explore(test, () -> false);
    }
}
