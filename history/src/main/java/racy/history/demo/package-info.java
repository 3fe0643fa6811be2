// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Bundles that a seeded generator makes up, so that the pages can be seen before there are any nights. Every bundle says
 * {@link racy.history.Origin#DEMONSTRATION}. May depend on {@code racy.history.bundle}; nothing of Racy may depend on it
 * but the command line.
 */
package racy.history.demo;
