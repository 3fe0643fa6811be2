// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaResv;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.Kref;

/** {@code struct rocket_gem_object}: a buffer, its reservation, and the file whose address space it is mapped in. */
public final class RocketBo extends KernelObject {
    private final Kernel kernel;
    private final Kref refcount = new Kref();
    private final DmaResv resv;
    private final RocketFile file;

    RocketBo(Kernel kernel, RocketFile file) {
        this.kernel = kernel;
        this.file = file;
        resv = new DmaResv(kernel);
        refcount.init();
        file.boCreated();
    }

    public DmaResv resv() {
        touch(kernel, "bo used");
        return resv;
    }

    RocketBo get() {
        touch(kernel, "bo referenced");
        refcount.get();
        return this;
    }

    /** {@code drm_gem_object_put()}; {@code rocket_gem_bo_free()} unmaps through the file's private data. */
    public void put() {
        touch(kernel, "bo put");
        if (refcount.put()) {
            file.unmap();
            resv.fini();
            free(kernel, "bo");
            file.boFreed();
        }
    }

    /** References held. */
    public int references() {
        return refcount.read();
    }
}
