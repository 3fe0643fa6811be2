// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;

/** Questions about nights: which there are, where they ran, and which code they had. */
final class NightQueries {
    /** A JDK that none of so many nights had is out of use. */
    private static final int NIGHTS_WITH_CODE = 20;

    private final HistorySession session;

    NightQueries(HistorySession session) {
        this.session = session;
    }

    List<Night> nights(int limit) {
        return session.read(handle -> nights(
                handle.createQuery("SELECT * FROM night WHERE "
                                + session.horizon().isPlausible() + " ORDER BY started DESC, name DESC LIMIT :limit")
                        .bind("limit", limit),
                handle.createQuery("SELECT part.* FROM part JOIN night ON night.id = part.night ORDER BY shard, jdk")));
    }

    List<Night> ahead() {
        return session.read(handle -> nights(
                handle.createQuery("SELECT * FROM night WHERE NOT "
                        + session.horizon().isPlausible() + " ORDER BY started DESC, name DESC"),
                handle.createQuery("SELECT part.* FROM part JOIN night ON night.id = part.night WHERE NOT "
                        + session.horizon().isPlausible() + " ORDER BY shard, jdk")));
    }

    Optional<Night> night(String id) {
        return session.read(handle -> night(handle, id));
    }

    static Optional<Night> night(Handle handle, String id) {
        return nights(
                        handle.createQuery("SELECT * FROM night WHERE name = :id")
                                .bind("id", id),
                        handle.createQuery("SELECT part.* FROM part JOIN night ON night.id = part.night"
                                        + " WHERE night.name = :id ORDER BY shard, jdk")
                                .bind("id", id))
                .stream()
                .findFirst();
    }

    private static List<Night> nights(Query nights, Query parts) {
        Map<Long, List<Night.Part>> byNight = new HashMap<>();
        parts.map((row, context) -> {
                    byNight.computeIfAbsent(row.getLong("night"), key -> new ArrayList<>())
                            .add(new Night.Part(
                                    row.getInt("shard"),
                                    row.getString("jdk"),
                                    row.getString("fingerprint"),
                                    row.getInt("planned"),
                                    row.getInt("covered"),
                                    row.getInt("forks"),
                                    row.getInt("planned_benchmarks"),
                                    row.getInt("measured_benchmarks")));
                    return row.getLong("id");
                })
                .list();
        return nights.map((row, context) -> new Night(
                        row.getString("name"),
                        Origin.valueOf(row.getString("origin")),
                        NightState.valueOf(row.getString("state")),
                        Instant.ofEpochMilli(row.getLong("started")),
                        Instant.ofEpochMilli(row.getLong("ended")),
                        row.getString("revision"),
                        row.getString("plan"),
                        row.getInt("shards"),
                        JsonColumn.list(row.getString("missing"), Integer.class),
                        row.getLong("seed"),
                        Duration.ofMillis(row.getLong("budget")),
                        byNight.getOrDefault(row.getLong("id"), List.of())))
                .list();
    }

    Map<String, String> environment(String fingerprint) {
        return session.read(handle -> {
            Map<String, String> values = new TreeMap<>();
            handle.createQuery("SELECT name, value FROM environment WHERE fingerprint = :fingerprint")
                    .bind("fingerprint", fingerprint)
                    .map((row, context) -> values.put(row.getString(1), row.getString(2)))
                    .list();
            return values;
        });
    }

    /** For each JDK of the newest night that had it, the digest of every planned test's class file. */
    Map<String, Map<String, String>> knownCode() {
        return session.read(handle -> {
            Map<String, Map<String, String>> known = new LinkedHashMap<>();
            Map<String, String> newest = new HashMap<>();
            handle.createQuery("SELECT night.name, part.jdk, code.tests FROM part"
                            + " JOIN code ON code.id = part.code"
                            + " JOIN night ON night.id = part.night"
                            + " WHERE night.id IN (" + session.horizon().newest() + ")"
                            + " AND code.tests <> '{}'"
                            + " ORDER BY night.started DESC, night.name DESC")
                    .bind("nights", NIGHTS_WITH_CODE)
                    .map((row, context) -> {
                        String night = row.getString("name");
                        if (night.equals(newest.computeIfAbsent(row.getString("jdk"), key -> night))) {
                            known.computeIfAbsent(row.getString("jdk"), key -> new TreeMap<>())
                                    .putAll(JsonColumn.map(row.getString("tests")));
                        }
                        return night;
                    })
                    .list();
            return known;
        });
    }
}
