// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.util.List;

/** Which entity runs next ({@code drm_sched_rq_select_entity_*()}). Called with the run queue's lock held. */
public enum SchedPolicy {
    /** The entity whose first job was submitted first. */
    FIFO {
        @Override
        SchedEntity select(List<SchedEntity> entities, SchedEntity current) {
            SchedEntity best = null;
            long oldest = Long.MAX_VALUE;
            for (int i = 0; i < entities.size(); i++) {
                SchedEntity entity = entities.get(i);
                SchedJob job = entity.readyJob();
                if (job != null && (best == null || job.submitTimestamp - oldest < 0)) {
                    best = entity;
                    oldest = job.submitTimestamp;
                }
            }
            return best;
        }
    },
    /** The next entity in turn. */
    ROUND_ROBIN {
        @Override
        SchedEntity select(List<SchedEntity> entities, SchedEntity current) {
            int start = entities.indexOf(current) + 1;
            for (int i = 0; i < entities.size(); i++) {
                SchedEntity entity = entities.get((start + i) % entities.size());
                if (entity.readyJob() != null) {
                    return entity;
                }
            }
            return null;
        }
    },
    /**
     * The entity that has run least. Here each task counts the same, where the kernel counts its time on the hardware.
     * So two clients with queued inferences alternate task by task.
     */
    FAIR {
        @Override
        SchedEntity select(List<SchedEntity> entities, SchedEntity current) {
            SchedEntity best = null;
            for (int i = 0; i < entities.size(); i++) {
                SchedEntity entity = entities.get(i);
                if (entity.readyJob() != null && (best == null || entity.vruntime < best.vruntime)) {
                    best = entity;
                }
            }
            return best;
        }
    };

    /** The ready entity to serve next, or null. {@code current} is the one that was served last. */
    abstract SchedEntity select(List<SchedEntity> entities, SchedEntity current);
}
