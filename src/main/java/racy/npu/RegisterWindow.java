// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.npu;

import racy.kernel.Window;

/**
 * Windows between register writes. The writes that start and stop the hardware have no window here, because each driver
 * has its own after them.
 */
public enum RegisterWindow implements Window {
    /** A setup register was written. The model does not interpret its value. */
    SETUP_WRITTEN("setup register written"),
    /** The address of the register commands was written. */
    REGCMD_WRITTEN("regcmd address written"),
    /** The interrupt mask was written. */
    INTERRUPT_MASK_WRITTEN("INTERRUPT_MASK written"),
    /** Status bits were cleared. */
    INTERRUPT_CLEAR_WRITTEN("INTERRUPT_CLEAR written");

    private final String words;

    RegisterWindow(String words) {
        this.words = words;
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public boolean isFine() {
        return true;
    }
}
