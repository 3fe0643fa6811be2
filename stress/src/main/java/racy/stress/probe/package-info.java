// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * What a stress test's classes say together of what it is evidence for. Both the engine and the drivers under stress
 * read it. May depend on {@code racy.review}'s annotation alone.
 */
package racy.stress.probe;
