// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Scenes that several files of stress tests share, and the words of their outcome tables. Knows the harness, but no
 * test and not the runner.
 */
package racy.stress.scene;
