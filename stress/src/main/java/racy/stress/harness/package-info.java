// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Drivers under stress: a device with its clients, re-initialised in place from sample to sample, and the contexts as
 * methods that actors call. Imports the core; knows nothing of the runner.
 */
package racy.stress.harness;
