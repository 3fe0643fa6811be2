// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** {@code racy explore} with scenes of the whole driver. */
class ExploreScenesTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void scene_violation_isShownWithASchedule() {
        assertEquals(0, run("explore", "--scene", "hang"));
        String text = out.toString();
        assertTrue(text.contains("exhaustive at every named preemption point"), text);
        assertTrue(text.contains("reachable   ATTACH_BUSY"), text);
        assertTrue(text.matches("(?s).*job on pending_list .*GpuScheduler.java:\\d+.*"), text);
        assertTrue(text.contains("*** ATTACH_BUSY"), text);
    }

    @Test
    void matrix_namesWitnessesAndWhatIsReachedInNone() {
        assertEquals(0, run("explore", "--matrix", "--scene", "hang", "--variant", "as-posted", "--variant", "v2"));
        String text = out.toString();
        assertTrue(text.matches("(?s).*as-posted: 1 scenes.*ATTACH_BUSY +reachable in scene hang.*v2: .*"), text);
        String v2 = text.substring(text.indexOf("v2: "));
        assertFalse(v2.contains("reachable"), v2);
        assertTrue(v2.matches("(?s).*none, exhaustive at every named preemption point:.*ATTACH_BUSY.*"), v2);
    }

    @Test
    void boundThatIsHit_isSaid_andIsNoSuccess() throws IOException {
        int code = run(
                "explore",
                "--matrix",
                "--scene",
                "late",
                "--variant",
                "v2",
                "--bound",
                "states=50",
                "--format",
                "json");
        assertEquals(ExitCode.COVERAGE.value(), code);
        JsonNode variant = new ObjectMapper().readTree(out.toString()).get(0);
        assertFalse(variant.get("scenes").get(0).get("exhaustive").asBoolean());
        for (JsonNode cell : variant.get("cells")) {
            assertTrue(cell.get("extent").asText().contains("the limit of states is reached"), cell::toString);
        }
    }

    @Test
    void wrongNames_areRefused() {
        assertEquals(2, run("explore", "--scene", "hnag"));
        assertTrue(err.toString().contains("--scene: there is no 'hnag'"), err::toString);
        assertEquals(2, run("explore", "--scene", "hang", "--variant", "v3"));
        assertTrue(err.toString().contains("--variant: there is no 'v3'"), err::toString);
        assertEquals(2, run("explore", "--variant", "v2"));
        assertTrue(err.toString().contains("--variant needs --scene or --matrix"), err::toString);
        assertEquals(2, run("explore", "--scene", "hang", "--bound", "steps=9"));
        assertTrue(err.toString().contains("--bound: scenes have bounds of"), err::toString);
    }
}
