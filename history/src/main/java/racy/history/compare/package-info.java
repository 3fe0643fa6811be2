// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/** Differences between nights, as the history's readers see them. Knows no store. */
package racy.history.compare;
