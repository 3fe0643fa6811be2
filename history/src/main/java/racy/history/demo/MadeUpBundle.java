// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.BundleWriter;
import racy.stress.runner.StressException;

/**
 * A bundle of a night that never was: the demonstration's, or a test's. What is not said is the same in every one; it is
 * complete and the only shard.
 */
public final class MadeUpBundle {
    private final String night;
    private final Origin origin;
    private final List<MadeUpPart> parts = new ArrayList<>();
    private Instant started = Instant.parse("2026-01-01T00:00:00Z");
    private Instant ended = started.plusSeconds(3600);
    private String revision = "r";
    private String plan = "p";
    private int shard = 1;
    private int shards = 1;
    private int attempt = 1;
    private long seed = 1;
    private Duration budget = Duration.ofMinutes(1);
    private NightState state = NightState.COMPLETE;
    private List<Integer> missing = List.of();

    public MadeUpBundle(String night, Origin origin) {
        this.night = night;
        this.origin = origin;
    }

    public MadeUpBundle time(Instant started, Instant ended) {
        this.started = started;
        this.ended = ended;
        return this;
    }

    public MadeUpBundle sources(String revision, String plan) {
        this.revision = revision;
        this.plan = plan;
        return this;
    }

    /** @param shard from 1; 0 for all that came, merged */
    public MadeUpBundle shard(int shard, int shards, int attempt) {
        this.shard = shard;
        this.shards = shards;
        this.attempt = attempt;
        return this;
    }

    public MadeUpBundle request(long seed, Duration budget) {
        this.seed = seed;
        this.budget = budget;
        return this;
    }

    public MadeUpBundle state(NightState state, List<Integer> missing) {
        this.state = state;
        this.missing = missing;
        return this;
    }

    /** Begins what a shard did on a JDK. */
    public MadeUpPart part(int shard, String jdk, Map<String, String> environment) {
        MadeUpPart part = new MadeUpPart(this, shard, jdk, environment);
        parts.add(part);
        return part;
    }

    Instant started() {
        return started;
    }

    long seed() {
        return seed;
    }

    Duration budget() {
        return budget;
    }

    /** Writes it to a directory that does not exist or is empty, and seals it. */
    public Path write(Path directory) throws BundleException {
        writeUnsealed(directory).seal(state, missing, ended.toString());
        return directory;
    }

    /** As {@link #write}, as if it still ran. */
    public BundleWriter writeUnsealed(Path directory) throws BundleException {
        BundleManifest manifest = new BundleManifest(
                BundleManifest.VERSION,
                night,
                origin,
                started.toString(),
                revision,
                plan,
                shard,
                shards,
                attempt,
                seed,
                budget.toMillis());
        BundleWriter writer = BundleWriter.create(directory, manifest);
        try {
            for (MadeUpPart part : parts) {
                part.write(writer);
            }
        } catch (StressException | IOException e) {
            throw new BundleException("cannot write a made-up bundle to " + directory + ": " + e.getMessage(), e);
        }
        return writer;
    }
}
