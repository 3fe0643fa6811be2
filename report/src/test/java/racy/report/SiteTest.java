// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SiteTest {
    @Test
    void pages_sameHistory_sameBytes() throws Exception {
        assertEquals(Site.pages(new FixtureHistory(3), 60), Site.pages(new FixtureHistory(3), 60));
        long t = System.nanoTime();
        Site.write(new FixtureHistory(60), 60, Path.of("target/site60"));
        System.out.println((System.nanoTime() - t) / 1000000 + " ms");
        Site.write(FixtureHistory.hostile(), 60, Path.of("target/hostile"));
    }
}
