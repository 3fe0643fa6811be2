// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/** Statistics of nights and benchmarks. Pure functions; may depend on nothing of Racy. */
package racy.history.stats;
