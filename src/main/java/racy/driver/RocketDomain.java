// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.IommuDomain;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.Kref;

/** {@code struct rocket_iommu_domain}: a client's address space. Its file and its inferences keep it alive. */
public final class RocketDomain extends KernelObject {
    private final Kernel kernel;
    private final Kref refcount = new Kref();
    private final IommuDomain domain;

    RocketDomain(Kernel kernel, String name) {
        this.kernel = kernel;
        domain = new IommuDomain(name);
        refcount.init();
        allocated(kernel);
    }

    public IommuDomain domain() {
        touch(kernel, "rocket_iommu_domain used");
        return domain;
    }

    /** {@code rocket_iommu_domain_get()}; returns this. */
    public RocketDomain get() {
        touch(kernel, "rocket_iommu_domain referenced");
        refcount.get(kernel, "rocket_iommu_domain referenced without a reference");
        return this;
    }

    /** {@code rocket_iommu_domain_put()}: dereferences its argument, NULL or not. */
    public static void put(RocketDomain domain) {
        if (domain == null) {
            throw new Oops("NULL pointer dereference in rocket_iommu_domain_put()");
        }
        domain.touch(domain.kernel, "rocket_iommu_domain put");
        if (domain.refcount.put(domain.kernel, "rocket_iommu_domain put without a reference")) {
            domain.free(domain.kernel, "rocket_iommu_domain");
        }
    }

    @Override
    public int references() {
        return refcount.read();
    }

    @Override
    protected String leak() {
        return "an IOMMU domain has a reference that nobody will drop";
    }

    /** Re-initialises this in place, with the file's reference alone. No context may run. */
    void init() {
        allocated(kernel);
        refcount.init();
    }
}
