// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The drivers: one small class each, which says how it differs from the patch as posted. {@link
 * racy.driver.variant.Variants} lists them. To add one, write its class and name it there.
 */
package racy.driver.variant;
