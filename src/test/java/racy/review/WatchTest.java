// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchTest {
    @Test
    void stop_runsEachActionOnce_lateOnesAtOnce() {
        AtomicInteger runs = new AtomicInteger();
        Watch watch = Watch.silent();
        watch.onStop(runs::incrementAndGet);
        watch.stop();
        watch.stop();
        assertEquals(1, runs.get());
        watch.onStop(runs::incrementAndGet);
        assertEquals(2, runs.get());
        assertTrue(watch.isStopped());
    }

    @Test
    void engine_thatIsStopped_looksNoFurther_andSaysWhereItStands() throws EvidenceException {
        EvidenceEngine script = Engines.deterministic().get(0);
        AtomicInteger told = new AtomicInteger();
        Watch[] watch = new Watch[1];
        watch[0] = new Watch(
                where -> {
                    assertEquals(script.id(), where.engine());
                    if (told.incrementAndGet() == 2) {
                        watch[0].stop();
                    }
                },
                warning -> {});
        EvidenceRequest request = EvidenceRequest.everything(Duration.ofMinutes(1));
        int some = script.observe(request, watch[0]).size();
        assertEquals(2, told.get());
        assertTrue(some < script.observe(request, Watch.silent()).size(), "it went on after it was stopped");
    }

    @Test
    void engines_areFoundAndHaveDifferentIds() {
        List<String> ids = Engines.all().stream().map(EvidenceEngine::id).toList();
        assertTrue(ids.contains("script"), ids::toString);
        assertEquals(ids.size(), Set.copyOf(ids).size());
        assertEquals(Optional.empty(), EvidenceRequest.everything(Duration.ZERO).keep());
    }
}
