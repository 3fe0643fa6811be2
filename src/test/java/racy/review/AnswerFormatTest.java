// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerFormatTest {
    private static Witness how(Step... steps) {
        return new Interleaving(List.of(steps));
    }

    /** A witness says what its schedule needs, and the answer says it if no other witness can do without. */
    @Test
    void text_scheduleWithAStall_saysWhatItNeeds() {
        Step read = Step.of("irq", Step.Kind.WINDOW, "status read");
        Observation stalled = Observed.witness("as-posted", how(read, Step.stalls("irq")));
        for (AnswerFormat format : List.of(AnswerFormat.TEXT, AnswerFormat.MAIL)) {
            String alone = text(format, stalled).replaceAll("\\s+", " ");
            assertTrue(
                    alone.contains("irq: stalls here with interrupts off: PREEMPT_RT or a stolen virtual CPU"), alone);
            assertTrue(alone.contains("This schedule needs a stall with interrupts off"), alone);
            assertTrue(alone.contains("Each schedule that shows it needs a stall with interrupts off"), alone);
        }
        String both = text(AnswerFormat.TEXT, stalled, Observed.witness("as-posted", how(read)));
        assertFalse(both.contains("Each schedule"), both);
        assertFalse(both.contains("This schedule"), "the one that is shown needs none: " + both);
        assertTrue(both.replaceAll("\\s+", " ").contains("needs a stall with interrupts off"), both);
    }

    private static final Question XCHG = Questions.find(Observed.QUESTION).orElseThrow();

    private static final EvidenceEngine STRESS = new EvidenceEngine() {
        @Override
        public String id() {
            return "stress";
        }

        @Override
        public String limits() {
            return "samples.";
        }

        @Override
        public boolean isDeterministic() {
            return false;
        }

        @Override
        public List<Observation> observe(EvidenceRequest request, Watch watch) {
            return List.of();
        }
    };

    private static String text(AnswerFormat format, Observation... run) {
        List<Observation> all = List.of(run);
        return String.join(
                "\n", format.lines(Answers.answer(XCHG, all), all, List.of(STRESS), variant -> Optional.of("1.1 x")));
    }

    @Test
    void questions_quoteFitsAMail() {
        for (Question question : Questions.all()) {
            for (String line : question.quote()) {
                assertTrue(line.length() <= TextWrap.COLUMNS && line.startsWith(">"), line);
            }
            assertFalse(question.words().isBlank(), question.id());
        }
    }

    @Test
    void mail_isPlainTextOf72Columns_quoteFirst() {
        String mail = text(
                AnswerFormat.MAIL,
                Observed.stress("A", "as-posted", Expectation.SEEDED, 3, ""),
                Observed.stress("B", "v2", Expectation.SAFE, 0, "A"));
        assertTrue(mail.startsWith(XCHG.quote().get(0)), mail);
        for (String line : mail.split("\n")) {
            assertTrue(line.length() <= TextWrap.COLUMNS, line);
        }
        assertFalse(mail.contains("**") || mail.contains("```"), mail);
    }

    @Test
    void racy_saysWhatAndHow() {
        String text = text(AnswerFormat.TEXT, Observed.witness("as-posted", "  irq | reset", "  xchg|"));
        assertTrue(text.contains("Racy as posted"), text);
        assertTrue(text.contains("PREMATURE_SIGNAL"), text);
        assertTrue(text.contains("  irq | reset"), text);
        assertTrue(text.contains("Observation R1 Sometimes 1 0"), text);
    }

    @Test
    void fix_isNamedOnlyIfItWasTriedAndNotSeen() {
        Observation racy = Observed.stress("A", "as-posted", Expectation.SEEDED, 3, "");
        String fixed = text(AnswerFormat.TEXT, racy, Observed.stress("B", "v2", Expectation.SAFE, 0, "A"));
        assertTrue(fixed.contains("Not seen with these fixes"), fixed);
        assertTrue(fixed.contains("cost: 1.1 x"), fixed);
        String broken = text(AnswerFormat.TEXT, racy, Observed.stress("B", "v2", Expectation.SAFE, 1, "A"));
        assertFalse(broken.contains("Not seen with these fixes"), broken);
        assertTrue(broken.contains("UNEXPECTED: B"), broken);
    }

    @Test
    void notSeen_saysWhetherItsMutantWasSeen() {
        Observation safe = Observed.stress("A", "as-posted", Expectation.SAFE, 0, "M");
        String sharp = text(AnswerFormat.MAIL, safe, Observed.stress("M", "irq-read-write", Expectation.SEEDED, 5, ""));
        assertTrue(sharp.contains("mutants of these tests were seen"), sharp);
        String blunt = text(AnswerFormat.MAIL, safe, Observed.stress("M", "irq-read-write", Expectation.SEEDED, 0, ""));
        assertTrue(blunt.contains("counts for nothing"), blunt);
        assertTrue(blunt.contains("NO TEETH: M"), blunt);
    }

    @Test
    void notSeen_givesTheForksBoundFirst() {
        String text = text(AnswerFormat.TEXT, Observed.stress("A", "as-posted", Expectation.SAFE, 0, ""));
        assertTrue(text.contains("0 of 4 forks (< 53.0% of forks, 95%)"), text);
    }

    @Test
    void allowed_notSeen_isSaidToBeAllowedAndNotReliedOn() {
        String text = text(AnswerFormat.MAIL, Observed.stress("A", "as-posted", Expectation.ALLOWED, 0, ""));
        assertTrue(text.contains("Allowed by the memory model and not observed"), text);
        String seen = text(AnswerFormat.MAIL, Observed.stress("A", "as-posted", Expectation.ALLOWED, 1, ""));
        assertFalse(seen.contains("Allowed by the memory model"), seen);
    }

    @Test
    void mutant_isNamedOnlyForWhatAsPostedDidNotShow() {
        Observation mutant = Observed.stress("M", "irq-read-write", Expectation.SEEDED, 5, "");
        String only = text(AnswerFormat.MAIL, Observed.stress("A", "as-posted", Expectation.SAFE, 0, "M"), mutant);
        assertTrue(only.contains("What makes it worse"), only);
        String both = text(AnswerFormat.MAIL, Observed.stress("A", "as-posted", Expectation.SEEDED, 2, ""), mutant);
        assertFalse(both.contains("What makes it worse"), both);
    }

    @Test
    void proof_namesItsModelAndItsBounds() {
        SearchBounds three = new SearchBounds(Map.of("preemptions", 3L));
        String text = text(AnswerFormat.TEXT, Observed.exhausted("A", "as-posted", MemoryModel.JAM, three, 0));
        String flat = text.replaceAll("\\s+", " ");
        assertTrue(
                flat.contains("Not racy as posted under JAM: explore, none in all 120 executions under JAM, within at"
                        + " most 3 preemptions."),
                text);
    }

    @Test
    void proofUnderAStrongerModel_saysThatWeakerOrdersWereNotLookedAt() {
        String text =
                text(AnswerFormat.MAIL, Observed.exhausted("A", "as-posted", MemoryModel.SC, SearchBounds.NONE, 0));
        assertTrue(
                text.replaceAll("\\s+", " ").contains("Not racy as posted under SC; weaker orders not looked at"),
                text);
    }

    @Test
    void contradiction_isTheFirstThingSaid() {
        String text = text(
                AnswerFormat.MAIL,
                Observed.exhausted("A", "as-posted", MemoryModel.JAM, SearchBounds.NONE, 0),
                Observed.stress("A", "as-posted", Expectation.OPEN, 3, ""));
        String body = text.substring(text.indexOf("\n\n")).strip();
        assertTrue(body.startsWith("CONTRADICTION: A on as-posted: stress saw DOUBLE_CLAIM"), text);
    }

    @Test
    void outOfModel_saysWhat() {
        String text = text(
                AnswerFormat.TEXT,
                Observed.outOfModel("A", "as-posted"),
                Observed.stress("B", "as-posted", Expectation.SAFE, 0, ""));
        assertTrue(text.contains("explore, A: out of model: java.nio.ByteBuffer"), text);
    }

    @Test
    void untried_isSaidToBeNoEvidence() {
        String text = text(AnswerFormat.TEXT, Observed.untried("A", "as-posted"));
        assertTrue(text.contains("No evidence yet"), text);
        assertFalse(text.contains("Racy"), text);
    }

    @Test
    void wrap_breaksAtSpaces() {
        assertEquals(List.of("  one two"), TextWrap.wrap("one two", "  "));
        String word = "x".repeat(80);
        assertEquals(List.of("- a", "  " + word), TextWrap.wrap("a " + word, "- ", "  "));
    }

    @Test
    void driversNotReached_ideaTried_isNotCalledOutOfModel() {
        Observation idea = Observed.stress("I", "", Expectation.SAFE, 0, "");
        for (AnswerFormat format : AnswerFormat.values()) {
            String text = text(format, idea, Observed.untried("A", "as-posted"));
            assertFalse(text.toLowerCase(Locale.ROOT).contains("out of model"), text);
            assertTrue(text.replaceAll("\\s+", " ").contains("the budget did not reach their tests"), text);
        }
        String nothing = text(AnswerFormat.TEXT, Observed.untried("A", "as-posted"));
        assertTrue(nothing.startsWith("xchg (question of the mail): no evidence yet"), nothing);
    }

    @Test
    void proof_countsOnlyTheTestsThatItsEngineExhausted() {
        Observation gaveUp = Observed.of(
                "explore",
                Observed.subject("B", "as-posted", Expectation.OPEN, ""),
                new Effort.GaveUp("the budget ended", 7, 1),
                0);
        Observation other = Observed.of(
                "other", gaveUp.subject(), new Effort.Exhausted(MemoryModel.JAM, SearchBounds.NONE, 50, 1), 0);
        String text = text(
                        AnswerFormat.TEXT,
                        Observed.exhausted("A", "as-posted", MemoryModel.JAM, SearchBounds.NONE, 0),
                        gaveUp,
                        other)
                .replaceAll("\\s+", " ");
        assertTrue(text.contains("explore, none in all 120 executions under JAM"), text);
        assertTrue(text.contains("other, none in all 50 executions under JAM"), text);
    }

    @Test
    void failure_isLoud() {
        Observation whole = Observed.played("A", "as-posted", 0);
        Observation broken = new Observation(
                whole.engine(), whole.subject(), whole.effort(), whole.finding(), List.of("a JVM died"), "");
        assertTrue(text(AnswerFormat.MAIL, broken).contains("FAILED: A: a JVM died"));
    }
}
