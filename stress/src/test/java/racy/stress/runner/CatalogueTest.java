// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;

/** Tests with a probe, with a bad probe, and without one. */
class CatalogueTest {
    private static final String FOREIGN = "elsewhere.MessagePassing";

    @Test
    void load_testWithoutProbe_listedAndEvidenceForNothing() {
        Catalogue catalogue = Catalogue.load();
        StressTest foreign = catalogue.find(FOREIGN).orElseThrow();
        assertEquals(List.of(foreign), catalogue.matching(Pattern.compile("MessagePassing")));
        assertTrue(foreign.isForeign());
        assertFalse(foreign.isSeeded());
        assertEquals(List.of("writer", "reader"), foreign.actors());
        assertEquals(List.of(), foreign.questions());
        assertEquals("", foreign.variant() + foreign.race() + foreign.twin());
        assertEquals(List.of(), catalogue.problems(), "it is asked for nothing");
    }

    @Test
    void grade_testWithoutProbe_byItsOwnOutcomes() {
        StressTest foreign = Catalogue.load().find(FOREIGN).orElseThrow();
        assertTrue(Catalogue.grade(foreign, "1, 0", 1).hit());
        assertFalse(Catalogue.grade(foreign, "1, 1", 1).hit());
        assertFalse(Catalogue.grade(foreign, "1, 1", 1).fails());
        assertTrue(Catalogue.grade(foreign, "2, 0", 1).fails());
    }

    @Test
    void load_listsOfTwoPlaces_allRead() {
        Catalogue catalogue = Catalogue.load();
        assertTrue(catalogue.find(FOREIGN).isPresent());
        assertTrue(catalogue.find("racy.stress.ClaimStress.XchgXchg").isPresent());
    }

    @Probe(question = "q", variant = "", expect = Expectation.SAFE)
    private static class WithoutLevel {}

    @Probe(question = "q", variant = "", expect = Expectation.SAFE, level = Level.IDEA, violation = "NO_SUCH_WORD")
    private static class UnknownViolation {}

    @Probe(question = "q", variant = "", expect = Expectation.SAFE, level = Level.IDEA, twin = WithoutLevel.class)
    private static class TwinOfNothing {}

    @Probe(question = "q", variant = "", expect = Expectation.SEEDED, level = Level.IDEA)
    private static class SeedsNothing {}

    @Test
    void of_badProbes_eachNamed() {
        assertEquals(
                List.of(
                        named("SeedsNothing: a seeded race names its violation"),
                        named("TwinOfNothing: its twin " + named("WithoutLevel") + " is no SEEDED test"),
                        named("UnknownViolation: no violation is called NO_SUCH_WORD"),
                        named("WithoutLevel: of its @Probe level is said nowhere")),
                problems(WithoutLevel.class, UnknownViolation.class, TwinOfNothing.class, SeedsNothing.class));
    }

    @Outcome(id = "a", expect = FORBIDDEN, desc = "By the meta class.")
    @Outcome(id = "b", expect = ACCEPTABLE, desc = "By the meta class.")
    private interface Meta {}

    @Outcome(id = "c", expect = ACCEPTABLE, desc = "By the base.")
    @Outcome(id = "b", expect = ACCEPTABLE, desc = "By the base.")
    private static class Base {}

    @Probe(question = "q", variant = "", expect = Expectation.SAFE, level = Level.IDEA)
    @JCStressMeta(Meta.class)
    @Outcome(id = "a", expect = ACCEPTABLE, desc = "By the test.")
    private static class GradedTwice {}

    @Probe(question = "q", variant = "", expect = Expectation.SAFE, level = Level.IDEA)
    @JCStressMeta(Meta.class)
    private static class GradedTwiceByItsBase extends Base {}

    @Probe(question = "q", variant = "", expect = Expectation.SAFE, level = Level.IDEA)
    @Outcome(id = "c", expect = FORBIDDEN, desc = "By the test; a single one hides no list.")
    private static class GradedAsItsBase extends Base {}

    @Probe(question = "q", variant = "", expect = Expectation.SAFE, level = Level.IDEA)
    @Outcome(id = "c", expect = FORBIDDEN, desc = "By the test; a list hides a list.")
    @Outcome(expect = FORBIDDEN, desc = "By the test.")
    private static class HidesItsBase extends Base {}

    @Test
    void of_outcomeOfTestOrItsBaseOrMetaClassTwice_named() {
        assertEquals(
                List.of(
                        named("GradedAsItsBase: outcome c is graded twice"),
                        named("GradedTwice: outcome a is graded twice"),
                        named("GradedTwiceByItsBase: outcome b is graded twice")),
                problems(GradedTwice.class, GradedTwiceByItsBase.class, GradedAsItsBase.class, HidesItsBase.class));
    }

    @Test
    void of_outcomeWithoutDescription_named() {
        TestInfo info = info(GradedTwice.class, "");
        Catalogue catalogue = Catalogue.of(List.of(new Catalogue.Listed(info, SeedsNothing.class)));
        assertEquals(
                named("GradedTwice: outcome x has no description"),
                catalogue.problems().get(1));
    }

    private static List<String> problems(Class<?>... types) {
        return Catalogue.of(List.of(types).stream()
                        .map(type -> new Catalogue.Listed(info(type, "Described."), type))
                        .toList())
                .problems();
    }

    private static TestInfo info(Class<?> type, String description) {
        TestInfo info =
                new TestInfo(type.getCanonicalName(), type.getName(), "", "", 2, List.of("irq", "reset"), false);
        info.addCase(new StateCase(Pattern.compile("x"), Expect.ACCEPTABLE, description));
        return info;
    }

    private static String named(String rest) {
        return CatalogueTest.class.getCanonicalName() + "." + rest;
    }
}
