// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import racy.kernel.Violation;
import racy.kernel.Window;

/**
 * The result of a {@link RocketSimulation}.
 *
 * @param submitted inferences that the driver accepted
 * @param tasks of the inferences that the driver accepted
 * @param refused submissions that the driver did not accept, counted by the answer of the ioctl
 * @param succeeded inferences whose completion fence says success
 * @param failed inferences whose completion fence says an error, counted by that error
 * @param sightings the violations
 * @param freedDuringPush tasks that were freed while a client stood in its push loop
 * @param looks how often the model looked for each violation
 * @param passed how often the contexts passed each window
 * @param warnings that the kernel gave
 * @param crashes contexts that died of an exception, each as {@code context: exception}; the first ends the run
 * @param deadlock what all contexts were doing when nothing had moved for too long; empty if that did not happen
 * @param stuck contexts that did not stop when told to
 */
public record SimulationResult(
        long submitted,
        long tasks,
        Map<Integer, Long> refused,
        long succeeded,
        Map<Integer, Long> failed,
        List<Sighting> sightings,
        long freedDuringPush,
        Map<Violation, Long> looks,
        Map<Window, Long> passed,
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

    /** Resets of all cores. */
    public long resets() {
        return passed(RocketWindow.RESET_STARTED);
    }

    /** How often the model looked for {@code violation}. */
    public long looks(Violation violation) {
        return looks.getOrDefault(violation, 0L);
    }

    /** How often the contexts passed {@code window}. */
    public long passed(Window window) {
        return passed.getOrDefault(window, 0L);
    }

    /** How often each violation was reported. */
    public Map<Violation, Long> violations() {
        Map<Violation, Long> counts = new TreeMap<>();
        sightings.forEach(sighting -> counts.merge(sighting.violation(), sighting.count(), Long::sum));
        return counts;
    }

    public Set<Violation> kinds() {
        return violations().keySet();
    }

    /** For each violation, the schedule that led to it. */
    public String witnesses() {
        StringBuilder text = new StringBuilder();
        sightings.forEach(sighting -> text.append(sighting.witness()).append(System.lineSeparator()));
        return text.toString();
    }
}
