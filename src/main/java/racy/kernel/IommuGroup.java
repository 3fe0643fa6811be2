// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code struct iommu_group} with one device ({@code drivers/iommu/iommu.c}). The group knows which domain is attached.
 * The IOMMU's registers know which domain is programmed. A reset of the core wipes the registers and does not change
 * the group.
 */
public final class IommuGroup {
    /** The translation hardware behind the group. */
    @FunctionalInterface
    public interface Hardware {
        /** The page-table register now holds {@code domain}. */
        void program(IommuDomain domain);
    }

    private final Mutex mutex;
    private final Hardware hardware;
    private IommuDomain domain = IommuDomain.DEFAULT;
    /** Plain: set while no context runs. */
    private int nextAttachError;

    public IommuGroup(Kernel kernel, Hardware hardware) {
        mutex = new Mutex(kernel, "group.mutex");
        this.hardware = hardware;
        hardware.program(IommuDomain.DEFAULT);
    }

    /**
     * {@code iommu_attach_group()}.
     *
     * @return 0; {@code -EBUSY} unless the group is in its default domain, even for the domain that is attached already
     */
    public int attach(IommuDomain wanted) {
        mutex.lock();
        try {
            int error = nextAttachError;
            if (error != 0) {
                nextAttachError = 0;
                return error;
            }
            if ((IommuDomain) DOMAIN.getOpaque(this) != IommuDomain.DEFAULT) {
                return -Errno.EBUSY;
            }
            set(wanted);
            return 0;
        } finally {
            mutex.unlock();
        }
    }

    /** {@code iommu_detach_group()}: goes back to the default domain, whichever was attached and whichever is named. */
    public void detach() {
        mutex.lock();
        try {
            set(IommuDomain.DEFAULT);
        } finally {
            mutex.unlock();
        }
    }

    private void set(IommuDomain wanted) {
        DOMAIN.setVolatile(this, wanted);
        hardware.program(wanted);
    }

    /** {@code iommu_get_domain_for_dev()}. */
    public IommuDomain domain() {
        return (IommuDomain) DOMAIN.getVolatile(this);
    }

    /** The next attach returns {@code error} (negative). */
    public void failNextAttach(int error) {
        nextAttachError = error;
    }

    /** Re-initialises this in place. No context may run. */
    public void init() {
        mutex.init();
        nextAttachError = 0;
        set(IommuDomain.DEFAULT);
    }

    // VarHandle mechanics
    private static final VarHandle DOMAIN = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "domain", VarHandle.class, IommuGroup.class, IommuDomain.class);
}
