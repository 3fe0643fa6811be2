// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import racy.stress.runner.ForkRecord;

/**
 * A fork of a night.
 *
 * @param replay what {@code racy stress --replay} takes to run it again: its ledger within the bundle, and the line
 */
public record ForkNight(String night, String jdk, int shard, String replay, ForkRecord fork) {}
