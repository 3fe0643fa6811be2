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
 * @param refused submissions that the driver answered with an error, counted by that error; 0 counts inferences that it
 *     refused without saying so
 * @param succeeded inferences whose completion fence says success
 * @param failed inferences whose completion fence says an error, counted by that error
 * @param resets of all cores
 * @param violations how often each one was reported
 * @param firstDetails the detail of the first report of each violation
 * @param warnings that the kernel gave
 * @param crashes contexts that died of an exception, each as {@code context: exception}; the first ends the run
 * @param deadlock what all contexts were doing when nothing had moved for too long; empty if that did not happen
 * @param stuck contexts that did not stop when told to
 * @param leftovers what is still held at the end; meaningful after a run that {@link #ended}
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
        Leftovers leftovers,
        Duration elapsed) {

    /**
     * What is held when all is idle and every file is closed.
     *
     * @param pmUsage runtime-PM counts, over all cores
     * @param inferenceReferences of inferences that were not freed
     * @param domainReferences references to address spaces, without those that a core keeps bound
     * @param attachedDomains cores whose IOMMU is not in its default domain
     * @param boundDomains cores that keep a domain on purpose
     */
    public record Leftovers(
            int pmUsage, int inferenceReferences, int domainReferences, int attachedDomains, int boundDomains) {
        /** Nothing is held that should have been dropped. */
        public boolean isBalanced() {
            return pmUsage == 0 && inferenceReferences == 0 && domainReferences == 0 && attachedDomains == boundDomains;
        }
    }

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
