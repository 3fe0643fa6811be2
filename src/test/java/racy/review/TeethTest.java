// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TeethTest {
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, delimiter = '|', textBlock = """
            expectation | looked | seen  | tried race | witnessed race | missed race
            SEEDED      | true   | true  | true       | true           | false
            SEEDED      | true   | false | true       | false          | true
            SEEDED      | false  | false | false      | false          | false
            SAFE        | true   | false | false      | false          | false
            SAFE        | true   | true  | false      | false          | false
            ALLOWED     | true   | false | false      | false          | false
            OPEN        | true   | false | false      | false          | false
            """)
    void races_onlySeededOnesThatWereTried(
            Expectation expectation, boolean looked, boolean seen, boolean tried, boolean witnessed, boolean missed) {
        assertEquals(tried, Teeth.isTriedRace(expectation, looked));
        assertEquals(witnessed, Teeth.isWitnessedRace(expectation, looked, seen));
        assertEquals(missed, Teeth.isMissedRace(expectation, looked, seen));
    }
}
