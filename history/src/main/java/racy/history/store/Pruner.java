// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import racy.history.store.SqlHistory.Pruning;
import racy.stress.runner.Outcome;

/** Removes nights within an open transaction, and what no other night needs. */
final class Pruner {
    private Pruner() {}

    /** See {@link SqlHistory#prunable}. */
    static Pruning plan(Handle handle, int keep, Instant before, boolean evenOnlySightings) {
        Map<String, Set<List<String>>> sightings = sightings(handle);
        List<String> removable = new ArrayList<>();
        List<String> onlySightings = new ArrayList<>();
        Set<List<String>> kept = new HashSet<>();
        int place = 0;
        for (Map.Entry<String, Long> night : newestFirst(handle).entrySet()) {
            Set<List<String>> its = sightings.getOrDefault(night.getKey(), Set.of());
            boolean old = place >= keep && night.getValue() < before.toEpochMilli();
            boolean onlySighting = !kept.containsAll(its);
            if (old && (evenOnlySightings || !onlySighting)) {
                removable.add(night.getKey());
            } else {
                kept.addAll(its);
                if (old) {
                    onlySightings.add(night.getKey());
                }
            }
            place++;
        }
        Collections.reverse(removable);
        Collections.reverse(onlySightings);
        return new Pruning(removable, onlySightings);
    }

    private static Map<String, Long> newestFirst(Handle handle) {
        return handle.createQuery("SELECT name, started FROM night ORDER BY started DESC, name DESC")
                .reduceResultSet(new LinkedHashMap<>(), (nights, row, context) -> {
                    nights.put(row.getString(1), row.getLong(2));
                    return nights;
                });
    }

    /** By night, test and id of each outcome that it showed and that is a hit or may not happen. */
    private static Map<String, Set<List<String>>> sightings(Handle handle) {
        return handle.createQuery("SELECT n.name AS night, t.name AS test, o.content FROM outcome o"
                        + " JOIN outcome_night os ON os.outcome_id = o.outcome_id"
                        + " JOIN test_night tn ON tn.test_night_id = os.test_night_id"
                        + " JOIN night n ON n.night_id = tn.night_id JOIN test t ON t.test_id = tn.test_id"
                        + " WHERE o.notable")
                .reduceResultSet(new HashMap<>(), (nights, row, context) -> {
                    Outcome outcome = Json.read(row.getString("content"), Outcome.class);
                    nights.computeIfAbsent(row.getString("night"), night -> new HashSet<>())
                            .add(List.of(row.getString("test"), outcome.id()));
                    return nights;
                });
    }

    static void removeAll(Handle handle) {
        for (String table : new String[] {"fork_outcome", "fork", "night", "outcome", "test", "environment"}) {
            handle.execute("DELETE FROM " + table);
        }
    }

    static void remove(Handle handle, String night) {
        String ofNight = " WHERE test_night_id IN (SELECT tn.test_night_id FROM test_night tn"
                + " JOIN night n ON n.night_id = tn.night_id WHERE n.name = ?)";
        handle.execute("DELETE FROM fork_outcome WHERE fork_id IN (SELECT fork_id FROM fork" + ofNight + ")", night);
        handle.execute("DELETE FROM fork" + ofNight, night);
        handle.execute("DELETE FROM night WHERE name = ?", night);
    }

    /** To be called after the last {@link #remove}. */
    static void sweep(Handle handle) {
        handle.execute(
                "DELETE FROM test WHERE NOT EXISTS (SELECT 1 FROM test_night tn WHERE tn.test_id = test.test_id)");
        handle.execute("DELETE FROM environment WHERE NOT EXISTS"
                + " (SELECT 1 FROM part p WHERE p.fingerprint = environment.fingerprint)");
    }
}
