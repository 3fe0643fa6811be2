// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The pages over HTTP, for this machine only. May depend on the history's read model; is given what makes the pages, and
 * reads no file.
 */
package racy.report.serve;
