// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/** Visits every state of a machine. It depends on {@code racy.explore.vm}. */
package racy.explore.search;
