// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IommuGroupTest {
    private final List<String> programmed = new ArrayList<>();
    private final IommuGroup group = new IommuGroup(new Kernel(), domain -> programmed.add(domain.toString()));
    private final IommuDomain a = new IommuDomain("a");
    private final IommuDomain b = new IommuDomain("b");

    @Test
    void attach_default_programsTheDomain() {
        assertEquals(0, group.attach(a));
        assertSame(a, group.domain());
        assertEquals(List.of("default", "a"), programmed);
    }

    @Test
    void attach_attached_busyEvenForTheSame() {
        group.attach(a);
        assertEquals(-Errno.EBUSY, group.attach(b));
        assertEquals(-Errno.EBUSY, group.attach(a));
        assertSame(a, group.domain());
        assertEquals(List.of("default", "a"), programmed);
    }

    @Test
    void detach_backToDefault() {
        group.attach(a);
        group.detach();
        assertSame(IommuDomain.DEFAULT, group.domain());
        assertEquals(0, group.attach(b));
        assertEquals(List.of("default", "a", "default", "b"), programmed);
    }

    @Test
    void failNextAttach_once() {
        group.failNextAttach(-Errno.ENOMEM);
        assertEquals(-Errno.ENOMEM, group.attach(a));
        assertSame(IommuDomain.DEFAULT, group.domain());
        assertEquals(0, group.attach(a));
    }

    @Test
    void attach_concurrent_oneWins() {
        IommuGroup shared = new IommuGroup(new Kernel(), domain -> {});
        AtomicInteger overlap = new AtomicInteger();
        AtomicInteger attached = new AtomicInteger();
        Contexts.Body client = () -> {
            for (int i = 0; i < 5_000; i++) {
                if (shared.attach(a) == 0) {
                    overlap.accumulateAndGet(attached.incrementAndGet(), Math::max);
                    attached.decrementAndGet();
                    shared.detach();
                }
            }
        };
        Contexts.together(client, client);
        assertEquals(1, overlap.get());
    }

    @Test
    void init_attached_asNew() {
        group.attach(a);
        group.failNextAttach(-Errno.ENOMEM);
        group.init();
        assertEquals(0, group.attach(b));
    }
}
