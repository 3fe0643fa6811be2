// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.ArrayList;
import java.util.List;
import racy.fence.DmaFence;
import racy.fence.DmaResv;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.Kref;
import racy.sched.SchedFence;

/** {@code struct rocket_gem_object}: a buffer, its reservation, and the file whose address space it is mapped in. */
public final class RocketBo extends KernelObject {
    private final Kernel kernel;
    private final Kref refcount = new Kref();
    private final DmaResv resv;
    private final RocketFile file;

    /** Ghost: the completion fences of the inferences that read it. Guarded by the reservation's lock. */
    @Ghost
    private final List<DmaFence> readers = new ArrayList<>();
    /** User space has not closed its handle. */
    @Ghost
    private boolean hasHandle = true;

    RocketBo(Kernel kernel, RocketFile file) {
        this.kernel = kernel;
        this.file = file;
        resv = new DmaResv(kernel);
        refcount.init();
        allocated(kernel);
        file.boCreated();
    }

    public DmaResv resv() {
        touch(kernel, "bo used");
        return resv;
    }

    RocketBo get() {
        touch(kernel, "bo referenced");
        refcount.get(kernel, "bo referenced without a reference");
        return this;
    }

    /** {@code ioctl(DRM_IOCTL_GEM_CLOSE)}: the process that created the buffer drops its handle. */
    public void closeHandle() {
        closeHandleGhost();
        put();
    }

    /** {@code drm_gem_object_put()}; {@code rocket_gem_bo_free()} unmaps through the file's private data. */
    void put() {
        touch(kernel, "bo put");
        if (refcount.put(kernel, "bo put without a reference")) {
            file.unmap();
            resv.fini();
            free(kernel, "bo");
            file.boFreed();
        }
    }

    // --- ghost ---

    /** An inference that reads the buffer was pushed. Holds no reference. */
    @Ghost
    void readBy(DmaFence done) {
        readers.removeIf(reader -> !SchedFence.isPending(reader));
        readers.add(done);
    }

    @Ghost
    List<DmaFence> readers() {
        return readers;
    }

    @Override
    public int references() {
        return refcount.read();
    }

    @Ghost
    private void closeHandleGhost() {
        hasHandle = false;
    }

    @Ghost
    @Override
    protected void nameHeld() {
        if (hasHandle) {
            holds(this);
        }
        resv.nameHeld();
        file.nameHeldByBo();
    }

    @Override
    protected String leak() {
        return "a buffer has a reference that nobody will drop";
    }
}
