// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.Kref;
import racy.kernel.TaskStruct;
import racy.sched.GpuScheduler;
import racy.sched.SchedEntity;

/** {@code struct rocket_file_priv}: an open file. It is one client, with its address space and its queue of tasks. */
public final class RocketFile extends KernelObject {
    private final RocketDevice device;
    private final Kernel kernel;
    private final SchedEntity entity;
    private final Kref refcount = new Kref();
    private final RocketDomain domain;
    private final TaskStruct process = new TaskStruct();

    /** User space has not closed it. */
    @Ghost
    private boolean open = true;

    RocketFile(RocketDevice device, String name) {
        this.device = device;
        kernel = device.kernel();
        domain = new RocketDomain(kernel, name);
        entity = new SchedEntity(
                kernel, device.cores().stream().map(core -> core.sched).toArray(GpuScheduler[]::new));
        refcount.init();
        allocated(kernel);
    }

    public SchedEntity entity() {
        touch(kernel, "file's entity used");
        return entity;
    }

    /** The file's address space, borrowed. */
    public RocketDomain domain() {
        touch(kernel, "file's domain used");
        return domain;
    }

    /** {@code drm_gem_create()}: a buffer mapped in this file's address space, with the caller's reference. */
    public RocketBo createBo() {
        return new RocketBo(kernel, this);
    }

    void boCreated() {
        if (device.design().fileRefcounted) {
            refcount.get(kernel, "rocket_file_priv referenced without a reference");
        }
    }

    @Ghost
    void nameHeldByBo() {
        if (device.design().fileRefcounted) {
            holds(this);
        }
    }

    void boFreed() {
        if (device.design().fileRefcounted) {
            put();
        }
    }

    /** {@code drm_mm_remove_node()} under {@code mm_lock}. */
    void unmap() {
        touch(kernel, "rocket_gem_bo_free() in the file's private data");
    }

    /** The process that opened the file. No other one uses it. */
    public TaskStruct process() {
        return process;
    }

    /**
     * {@code rocket_postclose()}, when the process closes its last descriptor, or exits. It waits until the queue is
     * empty, with the limits of {@link SchedEntity#destroy}. Then tasks that are still queued are killed on the system
     * workqueue. It does not wait for the task on the hardware.
     */
    public void close() {
        closeGhost();
        entity.destroy(process);
        put();
    }

    private void put() {
        touch(kernel, "rocket_file_priv put");
        if (refcount.put(kernel, "rocket_file_priv put without a reference")) {
            RocketDomain.put(domain);
            free(kernel, "rocket_file_priv");
        }
    }

    @Override
    public int references() {
        return refcount.read();
    }

    // --- ghost ---

    @Ghost
    private void closeGhost() {
        open = false;
    }

    @Ghost
    @Override
    protected void nameHeld() {
        if (open) {
            holds(this);
        }
        holds(domain);
        entity.nameHeld();
    }

    @Override
    protected String leak() {
        return "a file's private data has a reference that nobody will drop";
    }

    /** Re-initialises this in place. No context may run. */
    void init() {
        open = true;
        allocated(kernel);
        refcount.init();
        domain.init();
        entity.init();
        process.init();
    }
}
