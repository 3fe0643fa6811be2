// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;

/**
 * Which dates of nights can be true: those up to a day after what this machine's clock says. The dates of a demonstration
 * are made up and mean nothing.
 */
record Horizon(InstantSource clock) {
    private static final Duration AHEAD = Duration.ofDays(1);

    private Instant end() {
        return clock.instant().plus(AHEAD);
    }

    /** The condition, in SQL, that a row of {@code night} meets if its date can be true. */
    String isPlausible() {
        return "(night.started <= " + end().toEpochMilli() + " OR night.origin = '" + Origin.DEMONSTRATION.name()
                + "')";
    }

    /** Ids of the newest {@code :nights} of those whose date can be true. */
    String newest() {
        return "SELECT id FROM night WHERE " + isPlausible() + " ORDER BY started DESC, name DESC LIMIT :nights";
    }

    /** Refuses a night that would be the newest for a long time, whatever is measured after it. */
    void check(Bundle bundle) throws BundleException {
        if (bundle.manifest().origin() == Origin.DEMONSTRATION) {
            return;
        }
        check(bundle, "begins", Instant.parse(bundle.manifest().started()));
        check(bundle, "ends", Instant.parse(bundle.seal().ended()));
    }

    private void check(Bundle bundle, String what, Instant when) throws BundleException {
        if (when.isAfter(end())) {
            throw new BundleException(bundle.directory() + ": night "
                    + bundle.manifest().night() + " " + what + " at " + when + ", and this machine's clock says "
                    + clock.instant().truncatedTo(ChronoUnit.SECONDS)
                    + ": set this clock if it is behind, and try again; if the clock of the night was ahead, the night"
                    + " has no place among the others");
        }
    }
}
