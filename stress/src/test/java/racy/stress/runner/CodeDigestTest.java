// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodeDigestTest {
    private final List<StressTest> tests = Catalogue.load().tests();

    @Test
    void digests_everyTest_itsOwn() {
        Map<String, String> digests = CodeDigest.digests(tests);
        assertEquals(tests.stream().map(StressTest::name).toList(), List.copyOf(digests.keySet()));
        assertEquals(tests.size(), new HashSet<>(digests.values()).size(), "two tests have one digest");
        assertTrue(digests.values().stream().allMatch(digest -> digest.matches("[0-9a-f]{64}")));
    }

    @Test
    void digests_sameCode_same() {
        assertEquals(CodeDigest.digests(tests), CodeDigest.digests(tests));
    }
}
