// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * What people read in a browser: the dashboard of the history, and the page of a run of the explorer; and the exports of
 * both. May depend on {@code racy.history} and its comparisons, on what the explorer found, and on the review; knows no
 * store and no bundle.
 */
package racy.report;
