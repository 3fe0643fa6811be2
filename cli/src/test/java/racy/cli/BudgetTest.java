// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class BudgetTest {
    @ParameterizedTest
    @CsvSource({"90s,90", "3m,180", "1h,3600", "1m30s,90", "1h1s,3601"})
    void parse_duration_seconds(String text, long seconds) {
        assertEquals(seconds, Budget.parse(text).duration().toSeconds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "0h0m", "3", "m", "-3m", "3 m", "3M", "1s1m", "99999999h"})
    void parse_noDuration_refused(String text) {
        assertThrows(TypeConversionException.class, () -> Budget.parse(text));
    }
}
