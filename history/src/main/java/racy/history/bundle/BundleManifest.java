// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import com.fasterxml.jackson.annotation.JsonIgnore;
import racy.history.Origin;

/**
 * What a night, or one shard of it, was asked for. Written first.
 *
 * @param version of the bundle format
 * @param night id of the night; shards of one night have the same
 * @param started in UTC, ISO 8601
 * @param revision of the sources, as git describes them
 * @param plan digest of the frozen plan
 * @param shard number of this shard, from 1; 0 in a bundle merged from several
 * @param shards how many shards the plan has
 * @param attempt how often this shard was begun, from 1
 */
public record BundleManifest(
        int version,
        String night,
        Origin origin,
        String started,
        String revision,
        String plan,
        int shard,
        int shards,
        int attempt,
        long seed,
        long budgetMillis) {
    /** Of the format that this code writes. */
    public static final int VERSION = 2;

    /** The first format; it is read as well. Its evidence of engines without forks is in one file. */
    public static final int VERSION_1 = 1;

    /** Whether it is one shard of several, and no night before they are merged. */
    @JsonIgnore
    public boolean isOneOfSeveral() {
        return shard != 0 && shards > 1;
    }
}
