// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.scene;

/** Ids and descriptions that the outcome tables of many tests have in common. */
public final class Outcomes {
    /** Any set of violations. It stands last in a table. */
    public static final String OTHERS = "[A-Z_+]+";

    public static final String OTHER_TESTS = "Other violations of this driver; tests of their own look for them.";

    public static final String NOTHING_WRONG = "Nothing went wrong.";

    /** Only what a late IRQ thread does. The late task did complete. */
    public static final String R1_R2_R3 = "((PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|"
            + "WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+";

    private Outcomes() {}
}
