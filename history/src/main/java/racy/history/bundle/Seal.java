// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.util.List;
import java.util.Map;
import racy.history.NightState;

/**
 * Ends a bundle; nothing in it changes afterwards.
 *
 * @param ended in UTC, ISO 8601
 * @param missing shards that never came
 * @param files SHA-256 of every other file, in hexadecimal, by its path with slashes
 */
public record Seal(int version, String ended, NightState state, List<Integer> missing, Map<String, String> files) {}
