// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import java.util.List;

/**
 * Adds variants to {@link Variants}. A jar on the class path names its implementation in {@code
 * META-INF/services/racy.driver.variant.VariantProvider}. Then every engine plays these variants, and every answer
 * lists them.
 */
public interface VariantProvider {
    /** The variants, in the order in which they are listed. */
    List<Variant> variants();
}
