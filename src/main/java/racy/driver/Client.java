// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import racy.fence.DmaFence;
import racy.fence.Fence;
import racy.fence.FenceCallback;
import racy.npu.NpuProgram.Behaviour;

/** An open file of a simulation, and the process that submits inferences through it. */
final class Client {
    /** About as many as a submission and its tasks make. */
    private static final int ALLOCATIONS = 16;

    private static final RocketBo NO_BUFFER = null;

    private final RocketDevice device;
    private final SimulationConfig config;
    private final String name;
    private final SplittableRandom random;
    private final int share;

    // Only the submitter uses them until the submitter is joined.
    private RocketFile file;
    private RocketBo output;
    /** Of all files that it has opened. */
    private final List<RocketDomain> domains = new ArrayList<>();

    private final Deque<RocketJob> inFlight = new ArrayDeque<>();
    private long submitted;
    private int attempts;

    /** {@code refused} counts by error, {@code statuses} by the completion fence's status. This object guards both. */
    private final Map<Integer, Long> refused = new HashMap<>();

    private final Map<Integer, Long> statuses = new HashMap<>();

    /** @param share how many inferences it submits */
    Client(RocketDevice device, SimulationConfig config, String name, int share) {
        this.device = device;
        this.config = config;
        this.share = share;
        this.name = name;
        file = device.open(name);
        output = file.createBo();
        domains.add(file.domain());
        random = Jitter.randomOf(config, name);
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** Another client takes its place. */
    private void replace() {
        close();
        file = device.open(name);
        output = file.createBo();
        domains.add(file.domain());
    }

    /** The submitter's step: submits one inference if it may. */
    boolean submit() {
        while (!inFlight.isEmpty() && inFlight.peekFirst().isFreed()) {
            inFlight.removeFirst();
        }
        if (attempts == share || inFlight.size() >= config.load().depth()) {
            return false;
        }
        attempts++;
        ClientFaults faults = config.faults().clients();
        if (happens(faults.close())) {
            replace();
        } else if (happens(faults.kill())) {
            file.process().kill();
            replace();
        }
        if (happens(faults.memory())) {
            device.failAllocation(1 + random.nextInt(ALLOCATIONS));
        }
        DrmRocketJob job = happens(faults.handle()) ? inference().reading(NO_BUFFER) : inference();
        long before = submitted;
        int answer = device.submit(file, DrmRocketSubmit.of(job), this::accepted);
        if (submitted == before) {
            count(refused, answer);
        }
        return true;
    }

    private DrmRocketJob inference() {
        List<DrmRocketTask> tasks = new ArrayList<>();
        for (int i = 0; i < config.load().tasks(); i++) {
            double chance = random.nextDouble();
            Behaviour behaviour = Behaviour.TIMED;
            if (chance < config.faults().hang()) {
                behaviour = Behaviour.HANGS;
            } else if (chance < config.faults().hang() + config.faults().late()) {
                behaviour = Behaviour.LATE;
            }
            tasks.add(new DrmRocketTask(100, behaviour));
        }
        return DrmRocketJob.of(tasks.toArray(DrmRocketTask[]::new)).writing(output);
    }

    private void accepted(RocketJob job) {
        inFlight.addLast(job);
        submitted++;
        DmaFence fence = job.inferenceDoneFence().get();
        FenceCallback completion = new FenceCallback() {
            @Override
            protected void signaled(Fence signalled) {
                completed(fence, fence.statusLocked());
            }
        };
        if (fence.addCallback(completion) != 0) {
            completed(fence, fence.status());
        }
    }

    private void completed(DmaFence fence, int status) {
        count(statuses, status);
        fence.put();
    }

    private synchronized void count(Map<Integer, Long> counts, int key) {
        counts.merge(key, 1L, Long::sum);
    }

    /** How many submissions have ended, completed or refused. */
    synchronized long answered() {
        return sum(refused) + sum(statuses);
    }

    private static long sum(Map<Integer, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How often each status was seen so far. */
    synchronized Map<Integer, Long> statuses() {
        return Map.copyOf(statuses);
    }

    /** How often the ioctl answered each error so far. */
    synchronized Map<Integer, Long> refused() {
        return Map.copyOf(refused);
    }

    /** Drops the buffer and closes the file. It waits until the queue is empty, unless the client got SIGKILL. */
    void close() {
        output.put();
        file.close();
    }

    // --- with no context running ---

    long submitted() {
        return submitted;
    }

    /** References to the address spaces of all its files. */
    int domainReferences() {
        return domains.stream().mapToInt(RocketDomain::references).sum();
    }

    int inferenceReferences() {
        return inFlight.stream()
                .filter(job -> !job.isFreed())
                .mapToInt(RocketJob::references)
                .sum();
    }
}
