// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import racy.kernel.Violation;

/**
 * The result of a {@link RocketSimulation}.
 *
 * @param submitted inferences that the driver accepted
 * @param refused submissions that the driver answered with an error, counted by that error
 * @param succeeded inferences whose completion fence says success
 * @param failed inferences whose completion fence says an error, counted by that error
 * @param resets of all cores
 * @param violations how often each one was reported
 * @param firstDetails the detail of the first report of each violation
 * @param warnings that the kernel gave
 * @param crashes contexts that died of an exception, each as {@code context: exception}; the first ends the run
 * @param deadlock what all contexts were doing when nothing had moved for too long; empty if that did not happen
 * @param stuck contexts that did not stop when told to
 */
public record SimulationResult(
        long submitted,
        Map<Integer, Long> refused,
        long succeeded,
        Map<Integer, Long> failed,
        long resets,
        Map<Violation, Long> violations,
        Map<Violation, String> firstDetails,
        long warnings,
        List<String> crashes,
        String deadlock,
        List<String> stuck,
        Duration elapsed) {

    /** Inferences whose completion fence was signalled. */
    public long completed() {
        return succeeded + failed.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Every submission ended and no context died. */
    public boolean ended() {
        return crashes.isEmpty() && deadlock.isEmpty() && stuck.isEmpty() && completed() == submitted;
    }

    public Set<Violation> kinds() {
        return violations.keySet();
    }
}
