// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/** The command line. May depend on everything; nothing depends on it. */
package racy.cli;
