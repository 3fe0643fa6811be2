// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/** {@code struct iommu_domain}: one address space. {@link #DEFAULT} is the group's own, which maps no client's memory. */
public final class IommuDomain {
    public static final IommuDomain DEFAULT = new IommuDomain("default");

    private final String name;

    public IommuDomain(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
