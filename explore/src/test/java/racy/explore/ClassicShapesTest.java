// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import racy.explore.programs.NaiveInterleavings;
import racy.explore.programs.NaiveJam;
import racy.explore.programs.Program;
import racy.review.MemoryModel;

/** The classic shapes in each access mode, against what a naive enumeration derives from the models' definitions. */
class ClassicShapesTest {
    private static final List<String> LOADS = List.of("get", "getOpaque", "getAcquire", "getVolatile");
    private static final List<String> STORES = List.of("set", "setOpaque", "setRelease", "setVolatile");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S 0 1; L 1 || S 1 1; L 0",
                "S 0 1; S 1 1 || L 1; L 0",
                "L 0; S 1 1 || L 1; S 0 1",
                "S 0 1; S 0 2 || L 0; L 0",
                "S 0 1; S 1 2 || S 1 1; S 0 2*",
                "S 0 2; S 1 1 || L 1; S 0 1*",
                "S 0 1; S 1 1 || S 1 2; L 0*",
                "S 0 1 || L 0; S 1 1 || L 1; L 0",
                "S 0 1; S 1 1 || L 1; S 2 1 || L 2; L 0",
                "S 0 1 || S 1 1 || L 0; L 1 || L 1; L 0",
                "S 0 1; getAndAdd 0 2 || L 0; L 0",
                "S 0 1; L 0 || S 0 2; L 0*",
            })
    void shape_everyMode_hasTheOutcomesOfTheDefinition(String shape) {
        for (String store : STORES) {
            for (String load : LOADS) {
                Program program = Program.of(shape.replace("S ", store + " ").replace("L ", load + " "));
                Set<String> jam = program.explore(MemoryModel.JAM);
                assertEquals(NaiveJam.outcomes(program), jam, program::toString);
                // Under SC and TSO the modes of loads mean nothing.
                if (load.equals("get")) {
                    for (MemoryModel model : List.of(MemoryModel.SC, MemoryModel.TSO)) {
                        Set<String> strong = program.explore(model);
                        assertEquals(NaiveInterleavings.outcomes(program, model), strong, () -> model + ": " + program);
                        assertTrue(jam.containsAll(strong), () -> model + ": " + program);
                    }
                }
            }
        }
    }

    /** The verdicts that the reference tool gives with the model's file. */
    @ParameterizedTest
    @CsvSource(delimiter = '=', textBlock = """
            set 0 1; setOpaque 1 1 || getAndSet 1 0; get 0                              = 1, 0 = Sometimes
            set 0 1; setRelease 1 1 || getAndSet 1 0; get 0                             = 1, 0 = Never
            set 0 1; fullFence; setOpaque 1 1 || getAndSet 1 0; get 0                   = 1, 0 = Never
            set 0 1; setRelease 1 1 || getAndSetAcquire 1 0; get 0                      = 1, 0 = Never
            set 0 1; setRelease 1 1 || getAndSetRelease 1 0; get 0                      = 1, 0 = Sometimes
            set 0 1; setRelease 1 1 || getOpaque 1; get 0                               = 1, 0 = Sometimes
            set 0 1; fullFence; setOpaque 1 1 || getOpaque 1; acquireFence; get 0       = 1, 0 = Never
            set 0 1; releaseFence; setOpaque 1 1 || getOpaque 1; get 0                  = 1, 0 = Sometimes
            set 0 1; releaseFence; setOpaque 1 1 || getOpaque 1; acquireFence; get 0    = 1, 0 = Never
            set 0 1; setRelease 1 1; setOpaque 1 2 || getAcquire 1; get 0               = 2, 0 = Sometimes
            setOpaque 0 1; getOpaque 1 || setOpaque 1 1; getOpaque 0                    = 0, 0 = Sometimes
            setOpaque 0 1; fullFence; getOpaque 1 || setOpaque 1 1; fullFence; getOpaque 0 = 0, 0 = Never
            getOpaque 0; setOpaque 1 1 || getOpaque 1; setOpaque 0 1                    = 1, 1 = Never
            get 0; set 1 1 || get 1; set 0 1                                            = 1, 1 = Sometimes
            get 0; setRelease 1 1 || getOpaque 1; set 0 1                               = 1, 1 = Sometimes
            set 0 1 || get 0; get 0                                                     = 1, 0 = Sometimes
            """)
    void shape_jam_hasTheReferenceVerdict(String shape, String outcome, String verdict) {
        Program program = Program.of(shape);
        Set<String> jam = program.explore(MemoryModel.JAM);
        assertEquals(NaiveJam.outcomes(program), jam);
        assertEquals(
                verdict.equals("Sometimes"),
                jam.stream().anyMatch(each -> each.startsWith(outcome + ",")),
                jam::toString);
    }

    /** Here the explorer follows the language's specification, and not the letter of the model's file. */
    @Test
    void load_jam_neverSeesAStoreThatItHappensBefore() {
        Set<String> jam =
                Program.of("get 0; setVolatile 1 1 || getVolatile 1; set 0 1").explore(MemoryModel.JAM);
        assertTrue(jam.stream().noneMatch(each -> each.startsWith("1, 1,")), jam::toString);
    }
}
