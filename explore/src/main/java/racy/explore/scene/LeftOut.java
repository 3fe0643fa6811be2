// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

import java.util.List;
import java.util.Map;
import racy.kernel.KernelObject;
import racy.kernel.LiveObjects;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.Work;

/**
 * Fields that do not count when two states of the model are compared. The plain search compares them, and a test shows
 * that both end in the same outcomes.
 */
final class LeftOut {
    /** By class. */
    static final Map<String, List<String>> ALL = Map.of(
            // Only flush_workqueue() compares tickets, and no context of the driver calls it.
            OrderedWorkqueue.class.getName(), List.of("tickets", "runningTicket"),
            Work.class.getName(), List.of("ticket"),
            // The order of allocation. The audit goes through the list, and reports the same in any order.
            KernelObject.class.getName(), List.of("older"),
            LiveObjects.class.getName(), List.of("newest"));

    private LeftOut() {}
}
