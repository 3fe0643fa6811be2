// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jdbi.v3.core.Handle;
import racy.history.BenchNight;

/** Questions about benchmarks. */
final class BenchmarkQueries {
    private final HistorySession session;

    BenchmarkQueries(HistorySession session) {
        this.session = session;
    }

    List<BenchNight> benchmarks(String night) {
        return session.read(handle -> benchmarks(handle, "night.name = :night AND again = 0", Map.of("night", night)));
    }

    List<BenchNight> series(int nights) {
        return session.read(handle -> benchmarks(
                handle, "again = 0 AND night.id IN (" + session.horizon().newest() + ")", Map.of("nights", nights)));
    }

    List<BenchNight> confirmations(String night) {
        return session.read(handle -> benchmarks(handle, "night.name = :night AND again = 1", Map.of("night", night)));
    }

    private static List<BenchNight> benchmarks(Handle handle, String which, Map<String, ?> arguments) {
        // The same few in every night.
        Map<String, SortedMap<String, String>> params = new HashMap<>();
        Map<String, List<String>> floors = new HashMap<>();
        return handle.createQuery(
                        "SELECT benchmark.*, part.jdk, part.fingerprint, night.name AS night_name FROM benchmark"
                                + " JOIN part ON part.id = benchmark.part JOIN night ON night.id = part.night WHERE "
                                + which
                                + " ORDER BY night.started, night.name, part.jdk, part.shard, place")
                .bindMap(arguments)
                .map((row, context) -> new BenchNight(
                        row.getString("night_name"),
                        row.getString("jdk"),
                        row.getString("fingerprint"),
                        new BenchNight.Key(
                                row.getString("type"),
                                row.getString("method"),
                                params.computeIfAbsent(row.getString("params"), JsonColumn::map)),
                        row.getString("unit"),
                        orNaN(row, "score"),
                        orNaN(row, "error"),
                        JsonColumn.list(row.getString("fork_means"), Double.class),
                        floors.computeIfAbsent(row.getString("floors"), text -> JsonColumn.list(text, String.class))))
                .list();
    }

    private static double orNaN(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Double.NaN : value;
    }
}
