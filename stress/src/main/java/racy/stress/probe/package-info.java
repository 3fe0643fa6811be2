// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Combines what a stress test's classes say about what the test is evidence for. The engine and the drivers under
 * stress both read it. May depend only on the annotation in {@code racy.review}.
 */
package racy.stress.probe;
