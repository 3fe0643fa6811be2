// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;

/** Which class decides each part of a probe. */
class MergedProbeTest {
    @Probe(
            question = "far",
            variant = "far",
            race = "R0",
            violation = "FAR",
            expect = Expectation.OPEN,
            level = Level.IDEA)
    private static class Around {
        @Probe(variant = "as-posted", expect = Expectation.SAFE, twin = Seeded.class)
        private static class Safe extends Scene {}

        @Probe(question = "own", variant = "", race = "", expect = Expectation.SEEDED)
        private static class Seeded extends Scene {}

        private static class Silent {}

        @Probe(variant = {"one", "two"})
        private static class TwoVariants {}

        @Probe(race = "R9", twin = void.class)
        private static class Heir extends Safe {}
    }

    @Probe(
            violation = {"PM_LEAK", "LOST_TASK"},
            level = Level.DRIVER)
    private abstract static class Scene extends Base {}

    @Probe(race = "R1", level = Level.CLASS)
    private abstract static class Base {}

    @Probe(race = "R2")
    private static class Incomplete {}

    @Test
    void of_partsOfClassThenSuperclassesThenEnclosing_nearestWins() {
        assertEquals(
                new MergedProbe(
                        List.of("far"),
                        "as-posted",
                        "R1",
                        List.of("PM_LEAK", "LOST_TASK"),
                        Expectation.SAFE,
                        Level.DRIVER,
                        Around.Seeded.class),
                of(Around.Safe.class));
    }

    @Test
    void of_partSaidToBeNone_hidesWhatIsFarther() {
        MergedProbe probe = of(Around.Seeded.class);
        assertEquals("", probe.variant());
        assertEquals("", probe.race());
        assertEquals(void.class, probe.twin());
        assertEquals(List.of("own"), probe.questions(), "lists are not added up");
        assertEquals(void.class, of(Around.Heir.class).twin());
        assertEquals("R9", of(Around.Heir.class).race());
        assertEquals("as-posted", of(Around.Heir.class).variant());
    }

    @Test
    void of_onlyEnclosingClassSaysIt_taken() {
        assertEquals(List.of("FAR"), of(Around.Silent.class).violations());
    }

    @Test
    void of_nobodySaysAnything_empty() {
        assertEquals(Optional.empty(), MergedProbe.of(MergedProbeTest.class));
    }

    @Test
    void of_requiredPartsSaidNowhere_namesThem() {
        assertEquals(
                "racy.stress.probe.MergedProbeTest.Incomplete: of its @Probe question is said nowhere, "
                        + "variant is said nowhere, expect is said nowhere, level is said nowhere",
                assertThrows(IllegalArgumentException.class, () -> MergedProbe.of(Incomplete.class))
                        .getMessage());
    }

    @Test
    void of_twoValuesOfOnePart_refused() {
        assertEquals(
                "racy.stress.probe.MergedProbeTest.Around.TwoVariants: of its @Probe variant is more than one: [one, two]",
                assertThrows(IllegalArgumentException.class, () -> MergedProbe.of(Around.TwoVariants.class))
                        .getMessage());
    }

    private static MergedProbe of(Class<?> type) {
        return MergedProbe.of(type).orElseThrow();
    }
}
