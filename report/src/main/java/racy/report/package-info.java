// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * What people read of the history: the dashboard and the exports. May depend on {@code racy.history} and its comparisons,
 * and on the review; knows no store and no bundle.
 */
package racy.report;
