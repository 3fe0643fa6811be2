// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import racy.history.AnswerNight;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.compare.BenchChange;
import racy.history.compare.Change;
import racy.review.Expectation;
import racy.review.Verdict;

/** The mail and the step summary. */
class TextExportsTest {
    private static final String TEST = "racy.stress.ClaimStress.AsPosted";

    private ExportedNight night;

    @BeforeEach
    void fill() {
        night = new ExportedNight();
        night.shown.answers.add(new AnswerNight("n2", "xchg", Verdict.NOT_SEEN, 0, 0, 0, 0));
        night.shown.tests.add(ExportedNight.test(TEST, Expectation.SAFE, 12, ExportedNight.acceptable("none")));
    }

    private String mail() {
        return night.export(Format.MAIL);
    }

    private String summary() {
        return night.export(Format.SUMMARY);
    }

    private static void assertColumns(String mail) {
        mail.substring(mail.indexOf("\n\n"))
                .lines()
                .forEach(line -> assertTrue(line.length() <= 72, () -> line.length() + ": " + line));
    }

    @Test
    void mail_nothingChanged_isNone() {
        night.changes.add(ExportedNight.change(Change.Kind.STILL_FAILING, TEST, null, true));
        night.changes.add(ExportedNight.change(Change.Kind.APPEARED, TEST, null, true));
        night.benchChanges.add(ExportedNight.benchChange(BenchChange.Decision.SAME));
        night.benchChanges.add(ExportedNight.benchChange(BenchChange.Decision.SLOWER_UNCONFIRMED));
        night.benchChanges.add(ExportedNight.benchChange(BenchChange.Decision.NOT_ENOUGH_EVIDENCE));
        assertEquals("", mail());
        assertTrue(summary().contains("Nothing to tell since night `n1`."));
    }

    @Test
    void mail_transition_isToldWithItsForks() {
        night.changes.add(ExportedNight.change(Change.Kind.NEW_OUTCOME, TEST, "USE_AFTER_FREE", true));
        String mail = mail();
        assertTrue(mail.startsWith("Subject: [racy] night n2: 1 change\n"), mail);
        assertTrue(mail.contains("* new outcome: ClaimStress.AsPosted on JDK 17\n"), mail);
        assertTrue(mail.contains("  USE_AFTER_FREE: 9 of 12 forks, before: 0 of 12 (p < 0.001)\n"), mail);
        assertTrue(mail.contains("./racy history diff n1 n2"));
        assertColumns(mail);
    }

    @Test
    void mail_tooFewForks_isNoReason_butCounted() {
        night.changes.add(ExportedNight.change(Change.Kind.VANISHED_OUTCOME, TEST, "none", false));
        assertEquals("", mail());
        night.changes.add(ExportedNight.change(Change.Kind.NEW_OUTCOME, TEST, "USE_AFTER_FREE", true));
        assertTrue(mail().startsWith("Subject: [racy] night n2: 1 change\n"));
        assertTrue(mail().contains("1 other difference may be chance"));
    }

    /** One sample of what may not happen is a witness. */
    @Test
    void mail_regressionInFewForks_isTold() {
        night.changes.add(ExportedNight.change(Change.Kind.REGRESSION, TEST, "1, 1", false));
        assertTrue(mail().contains("* regression: ClaimStress.AsPosted"));
    }

    /** What was seen was seen, however rarely; and without teeth what was not seen counts for nothing. */
    @Test
    void mail_rareNewOutcomeOrLossOfTeeth_isTold() {
        night.changes.add(ExportedNight.change(Change.Kind.NEW_OUTCOME, TEST, "USE_AFTER_FREE", false));
        night.changes.add(ExportedNight.change(Change.Kind.VANISHED_OUTCOME, TEST, null, false));
        String mail = mail();
        assertTrue(mail.contains("* new outcome: ClaimStress.AsPosted"), mail);
        assertTrue(mail.contains("* lost teeth: ClaimStress.AsPosted"), mail);
        assertFalse(mail.contains("may be chance"), mail);
    }

    @Test
    void mail_slowerAndAnotherAnswerAndPartial_areTold() {
        night.benchChanges.add(ExportedNight.benchChange(BenchChange.Decision.SLOWER));
        night.shown.answers.set(0, new AnswerNight("n2", "xchg", Verdict.RACY, 0, 0, 0, 0));
        night.after = ExportedNight.night("n2", Origin.MEASURED, NightState.PARTIAL, List.of(2));
        String mail = mail();
        assertTrue(mail.contains("* slower, confirmed: FenceSignalBenchmark.locked[callbacks=8] on JDK 17\n"), mail);
        assertTrue(mail.contains("* another answer: xchg\n  racy, before: not seen\n"), mail);
        assertTrue(mail.contains("of 2 shards these never came: [2]"), mail);
        assertTrue(mail.contains(": 3 changes\n"));
        assertColumns(mail);
    }

    @Test
    void mail_partialAsTheNightBefore_isNone_andCompleteAgainIsTold() {
        Night partial = ExportedNight.night("n1", Origin.MEASURED, NightState.PARTIAL, List.of());
        night.before = partial;
        night.after = ExportedNight.night("n2", Origin.MEASURED, NightState.PARTIAL, List.of());
        assertEquals("", mail());
        night.after = ExportedNight.night("n2", Origin.MEASURED, NightState.COMPLETE, List.of());
        assertTrue(mail().contains("* complete again: n2"), mail());
    }

    @Test
    void mail_noEarlierNight_tellsWhatFails() {
        night.comparable = false;
        assertEquals("", mail());
        night.shown.tests.add(ExportedNight.test(TEST, Expectation.SAFE, 12, ExportedNight.forbidden("1, 1")));
        assertTrue(mail().contains("1, 1 in 12 of 12 forks"), mail());
    }

    @Test
    void mail_manyChanges_isCapped() {
        for (int i = 0; i < 70; i++) {
            night.changes.add(ExportedNight.change(Change.Kind.NEW_OUTCOME, TEST + i, "X", true));
        }
        assertEquals(20, mail().lines().filter(line -> line.startsWith("* ")).count());
        assertTrue(mail().contains("And 50 more."));
        assertTrue(summary().contains("And 20 more."));
    }

    @Test
    void mail_demonstration_isLoud() {
        night.demonstration();
        night.changes.add(ExportedNight.change(Change.Kind.NEW_OUTCOME, TEST, "X", true));
        assertTrue(mail().startsWith("Subject: [DEMONSTRATION] "));
        assertTrue(mail().contains("\n\nDEMONSTRATION. "));
        assertTrue(summary().contains("**DEMONSTRATION.**"));
    }

    @Test
    void mail_hostileText_addsNoHeaderAndNoLine() {
        String hostile = "x\r\nBcc: everybody@example.org\r\n\r\n" + "y".repeat(5000) + "\u202E\u0007";
        night.before = ExportedNight.night("n1\nBcc: a@example.org", Origin.MEASURED, NightState.COMPLETE, List.of());
        night.after = ExportedNight.night("n2\nBcc: ä@example.org", Origin.MEASURED, NightState.COMPLETE, List.of());
        night.changes.add(ExportedNight.change(Change.Kind.NEW_OUTCOME, hostile, hostile, true));
        String mail = mail();
        assertFalse(
                Pattern.compile("^(Bcc|y{73})", Pattern.MULTILINE).matcher(mail).find(), mail);
        assertTrue(mail.lines().findFirst().orElseThrow().matches("[ -~]+"));
        assertFalse(mail.contains("\u202E") || mail.contains("\u0007") || mail.contains("\r"));
        assertColumns(mail);
    }

    @Test
    void summary_hostileText_staysInItsCodeSpan() {
        String hostile = "`|<script>alert(1)</script> ![x](http://example.org) @everybody\n| a | b |\n# heading";
        night.changes.add(ExportedNight.change(Change.Kind.NEW_OUTCOME, hostile, hostile, true));
        String summary = summary();
        String outside = summary.replace("\\|", "").replaceAll("`[^`\n]*`", "");
        assertFalse(outside.contains("<"), outside);
        assertFalse(outside.contains("@") || outside.contains("](") || outside.contains("heading"), outside);
        assertEquals(0, summary.chars().filter(c -> c == '`').count() % 2);
        String row = summary.lines()
                .filter(line -> line.contains("script"))
                .findFirst()
                .orElseThrow();
        assertEquals(5, Pattern.compile("(?<!\\\\)\\|").matcher(row).results().count(), row);
    }

    @Test
    void contradiction_isToldFirst_andOnceInAMail() {
        night.changes.add(ExportedNight.change(Change.Kind.REGRESSION, TEST, "1, 1", true));
        night.shown.answers.set(0, new AnswerNight("n2", "xchg", Verdict.NOT_SEEN, 0, 0, 0, 1));
        String words = "1 contradiction between engines: one saw what another one excludes";
        String mail = mail();
        String first = mail.substring(mail.indexOf("\n* ") + 1);
        assertTrue(first.startsWith("* contradiction: xchg\n  " + words + "\n"), mail);
        assertColumns(mail);
        assertTrue(summary().contains("**" + words + ".**"), summary());
        night.answersBefore.set(0, new AnswerNight("n1", "xchg", Verdict.NOT_SEEN, 0, 0, 0, 1));
        assertFalse(mail().contains("contradiction"));
        assertTrue(summary().contains("**" + words + ".**"), "it stands until it is resolved");
    }
}
