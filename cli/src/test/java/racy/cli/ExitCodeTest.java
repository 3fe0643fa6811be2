// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several findings decides how a command ends. */
class ExitCodeTest {
    /** The names are what was found; everything after the bar comes later than the one before it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    USAGE          | 2 | CONTRADICTION FORBIDDEN INFRASTRUCTURE COVERAGE LOST_TEETH UNDECIDED CLEAN
                    CONTRADICTION  | 6 | FORBIDDEN INFRASTRUCTURE COVERAGE LOST_TEETH UNDECIDED CLEAN
                    FORBIDDEN      | 1 | INFRASTRUCTURE COVERAGE LOST_TEETH UNDECIDED CLEAN
                    INFRASTRUCTURE | 3 | COVERAGE LOST_TEETH UNDECIDED CLEAN
                    COVERAGE       | 4 | LOST_TEETH UNDECIDED CLEAN
                    LOST_TEETH     | 5 | UNDECIDED CLEAN
                    UNDECIDED      | 5 | CLEAN
                    CLEAN          | 0 | -
                    """)
    void code_comesBeforeThoseAfterIt(ExitCode code, int value, String later) {
        assertEquals(value, code.value());
        List<ExitCode> others = later == null
                ? List.of()
                : Arrays.stream(later.split(" ")).map(ExitCode::valueOf).toList();
        assertEquals(ExitCode.values().length - 1 - code.ordinal(), others.size(), "the row names all that come later");
        for (ExitCode other : others) {
            assertEquals(code, ExitCode.of(Map.of(code, true, other, true)));
            assertEquals(code, ExitCode.of(Map.of(other, true, code, true)));
            assertEquals(code, ExitCode.first(Stream.of(other, code)));
        }
        Map<ExitCode, Boolean> all = new EnumMap<>(ExitCode.class);
        all.put(code, true);
        others.forEach(other -> all.put(other, true));
        assertEquals(code, ExitCode.of(all));
    }

    @Test
    void whatWasNotFound_decidesNothing() {
        assertEquals(
                ExitCode.COVERAGE,
                ExitCode.of(Map.of(ExitCode.FORBIDDEN, false, ExitCode.COVERAGE, true, ExitCode.LOST_TEETH, true)));
        assertEquals(ExitCode.CLEAN, ExitCode.of(Map.of(ExitCode.FORBIDDEN, false)));
        assertEquals(ExitCode.CLEAN, ExitCode.first(Stream.of()));
    }

    @Test
    void help_everyCodeOnce_inTheOrderOfPrecedence() {
        assertEquals(
                List.of("2", "6", "1", "3", "4", "5", "0", "130, 143"),
                List.copyOf(ExitCode.help().keySet()));
        String five = ExitCode.help().get("5");
        assertTrue(five.contains("lost teeth") && five.contains("comparison"), five);
    }
}
