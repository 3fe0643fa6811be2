// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.Arrays;
import java.util.List;

/**
 * {@code struct drm_rocket_job}, from user space: one inference.
 *
 * @param tasks in order; a null element stands for memory that cannot be read (-EFAULT)
 * @param taskStructSize what user space thinks a task's struct is, in bytes
 * @param inBos buffers read; a null element is a handle that names no buffer (-ENOENT)
 * @param outBos buffers written, likewise
 */
public record DrmRocketJob(List<DrmRocketTask> tasks, int taskStructSize, List<RocketBo> inBos, List<RocketBo> outBos) {
    /** {@code sizeof(struct drm_rocket_task)}. */
    public static final int TASK_STRUCT_SIZE = 16;

    /** An inference without buffers. */
    public static DrmRocketJob of(DrmRocketTask... tasks) {
        return new DrmRocketJob(List.of(tasks), TASK_STRUCT_SIZE, List.of(), List.of());
    }

    public DrmRocketJob reading(RocketBo... bos) {
        return new DrmRocketJob(tasks, taskStructSize, Arrays.asList(bos), outBos);
    }

    public DrmRocketJob writing(RocketBo... bos) {
        return new DrmRocketJob(tasks, taskStructSize, inBos, Arrays.asList(bos));
    }
}
