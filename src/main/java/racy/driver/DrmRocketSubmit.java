// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.List;

/**
 * {@code struct drm_rocket_submit}, from user space.
 *
 * @param jobStructSize what user space thinks an inference's struct is, in bytes
 * @param reserved must be 0
 */
public record DrmRocketSubmit(List<DrmRocketJob> jobs, int jobStructSize, long reserved) {
    /** {@code sizeof(struct drm_rocket_job)}. */
    public static final int JOB_STRUCT_SIZE = 40;

    public static DrmRocketSubmit of(DrmRocketJob... jobs) {
        return new DrmRocketSubmit(List.of(jobs), JOB_STRUCT_SIZE, 0);
    }
}
