// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * How a file is read that somebody else may have made: its kind and its size are looked at before its content, and what
 * is read of it is bounded. Imports nothing of Racy.
 */
package racy.outside;
