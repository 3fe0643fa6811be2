// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The drivers, each with its difference from the patch as posted. A driver is a small class, or one expression in
 * {@code DesignChoices} if it needs no code of its own. You can change one without reading the others. {@link
 * racy.driver.variant.Variants} lists them. To add one, name it there or in a {@link
 * racy.driver.variant.VariantProvider} of your own.
 */
package racy.driver.variant;
