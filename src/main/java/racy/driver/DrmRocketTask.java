// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.npu.NpuProgram;

/**
 * {@code struct drm_rocket_task}, from user space.
 *
 * @param regcmdCount number of register commands; 0 is refused
 * @param behaviour what the hardware will do with it
 */
public record DrmRocketTask(int regcmdCount, NpuProgram.Behaviour behaviour) {
    /** An ordinary task. */
    public static final DrmRocketTask COMPLETES = new DrmRocketTask(100, NpuProgram.Behaviour.COMPLETES);

    public static final DrmRocketTask HANGS = new DrmRocketTask(100, NpuProgram.Behaviour.HANGS);
    public static final DrmRocketTask LATE = new DrmRocketTask(100, NpuProgram.Behaviour.LATE);
}
