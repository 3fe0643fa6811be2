// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * What is shown to people. Text that came from outside, such as from a bundle, is made safe to show, and commands that
 * people may copy are built from checked parts. Depends on nothing.
 */
package racy.text;
