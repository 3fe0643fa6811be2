// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Drivers under stress: a device with its clients, re-initialised in place for each sample, and the contexts as methods
 * that actors call. Imports the core. Does not know the runner.
 */
package racy.stress.harness;
