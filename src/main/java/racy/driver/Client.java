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

/** A process of a simulation that submits inferences through its open file. */
final class Client {
    private final RocketDevice device;
    private final SimulationConfig config;
    private final FaultInjection injection;
    /** Buffers that all clients read and write. They belong to the simulation. */
    private final List<RocketBo> shared;

    private final SplittableRandom random;
    private final String name;
    private final int share;

    // Only the submitter uses these until it is joined.
    private final Deque<RocketJob> inFlight = new ArrayDeque<>();

    private RocketFile file;
    private RocketBo output;
    private long submitted;
    private long tasks;
    private int attempts;

    /** {@code refused} counts by error, {@code statuses} by the completion fence's status. This object guards both. */
    private final Map<Integer, Long> refused = new HashMap<>();

    private final Map<Integer, Long> statuses = new HashMap<>();

    /** @param share how many inferences it submits */
    Client(
            RocketDevice device,
            SimulationConfig config,
            FaultInjection injection,
            List<RocketBo> shared,
            String name,
            int share) {
        this.device = device;
        this.config = config;
        this.injection = injection;
        this.shared = shared;
        this.name = name;
        this.share = share;
        random = SimulatedContext.randomOf(config, name);
        file = device.open(name);
        output = file.createBo();
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
        if (config.faults().happens(Fault.CLOSE, random)) {
            reopen();
        }
        if (config.faults().happens(Fault.KILL, random)) {
            file.process().kill();
            reopen();
        }
        DrmRocketJob inference = inference();
        injection.submission(random);
        long before = submitted;
        int answer = device.submit(file, DrmRocketSubmit.of(inference), this::accepted);
        if (submitted == before) {
            // The ioctl answers 0 for an inference that it could not queue.
            count(refused, answer);
        } else {
            tasks += inference.tasks().size();
        }
        return true;
    }

    private DrmRocketJob inference() {
        List<DrmRocketTask> wanted = new ArrayList<>();
        int count = 1 + random.nextInt(config.load().tasks());
        for (int i = 0; i < count; i++) {
            Behaviour behaviour = Behaviour.TIMED;
            if (config.faults().happens(Fault.HANG, random)) {
                behaviour = Behaviour.HANGS;
            } else if (config.faults().happens(Fault.LATE, random)) {
                behaviour = Behaviour.LATE;
            }
            boolean refused = config.faults().happens(Fault.BAD_ARGUMENTS, random);
            wanted.add(new DrmRocketTask(refused ? 0 : 100, behaviour));
        }
        DrmRocketJob job = DrmRocketJob.of(wanted.toArray(DrmRocketTask[]::new)).writing(output);
        return shared.isEmpty() ? job : withInput(job);
    }

    /** Every other inference has a shared buffer, which one in four of these writes. */
    private DrmRocketJob withInput(DrmRocketJob job) {
        RocketBo bo = shared.get(random.nextInt(shared.size()));
        return switch (random.nextInt(8)) {
            case 0 -> job.writing(output, bo);
            case 1, 2, 3 -> job.reading(bo);
            default -> job;
        };
    }

    /** Closes the file as the process's end or {@code close()} does, and opens another one. */
    private void reopen() {
        output.closeHandle();
        file.close();
        file = device.open(name);
        output = file.createBo();
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

            @Override
            protected boolean ownsReference() {
                return true;
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
        long sum = 0;
        for (long count : counts.values()) {
            sum += count;
        }
        return sum;
    }

    /** How often each status was seen so far. */
    synchronized Map<Integer, Long> statuses() {
        return Map.copyOf(statuses);
    }

    /** How many submissions the driver did not accept so far, by the answer of the ioctl. */
    synchronized Map<Integer, Long> refused() {
        return Map.copyOf(refused);
    }

    // --- with no context running ---

    /** Drops the buffer and closes the file. */
    void close() {
        output.closeHandle();
        file.close();
    }

    long submitted() {
        return submitted;
    }

    /** Tasks of the inferences that were accepted. */
    long tasks() {
        return tasks;
    }
}
