// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import racy.review.Glossary;
import racy.review.TextWrap;

class GlossaryCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void noWord_everyWordIn72Columns() {
        assertEquals(0, run("glossary"));
        for (Glossary.Entry entry : Glossary.entries()) {
            assertTrue(out.toString().lines().anyMatch(entry.word()::equals), entry::word);
        }
        assertTrue(out.toString().lines().allMatch(line -> line.length() <= TextWrap.COLUMNS), out::toString);
    }

    @Test
    void word_onlyItsMeaning() {
        assertEquals(0, run("glossary", "seeded", "Races"));
        assertTrue(out.toString().startsWith("seeded race" + System.lineSeparator() + "    A test"), out::toString);
        assertEquals(
                1, out.toString().lines().filter(line -> !line.startsWith(" ")).count());
    }

    @Test
    void unknownWord_usageErrorSuggestsNearest() {
        assertEquals(2, run("glossary", "twim"));
        assertTrue(err.toString().contains("Did you mean twin?"), err::toString);
    }

    @Test
    void markdown_isTheRenderedPage() {
        assertEquals(0, run("glossary", "--format", "markdown"));
        assertEquals(Glossary.markdown(), out.toString());
    }

    @Test
    void markdown_withWord_usageError() {
        assertEquals(2, run("glossary", "--format", "markdown", "fork"));
        assertTrue(err.toString().contains("--format markdown"), err::toString);
    }
}
