// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import racy.bench.BenchResult;
import racy.bench.BenchRun;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.Fingerprint;
import racy.history.bundle.PartManifest;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.StressRun;
import racy.stress.runner.TestSummary;

/** Writes one bundle's rows, in a transaction that the caller ends. */
final class BundleImport {
    private final Connection connection;

    BundleImport(Connection connection) {
        this.connection = connection;
    }

    void write(Bundle bundle, String digest) throws SQLException {
        BundleManifest manifest = bundle.manifest();
        long night = BulkInsert.nextId(connection, "night");
        try (BulkInsert rows = BulkInsert.into(connection, "night", 13)) {
            rows.add(
                    night,
                    manifest.night(),
                    digest,
                    manifest.origin().name(),
                    bundle.seal().state().name(),
                    Instant.parse(manifest.started()).toEpochMilli(),
                    Instant.parse(bundle.seal().ended()).toEpochMilli(),
                    manifest.revision(),
                    manifest.plan(),
                    manifest.shards(),
                    JsonColumn.of(bundle.seal().missing()),
                    manifest.seed(),
                    manifest.budgetMillis());
        }
        List<List<TestSummary>> summaries = new ArrayList<>();
        for (Bundle.Part part : bundle.parts()) {
            List<TestSummary> its = part.stress().map(StressRun::summaries).orElse(List.of());
            write(part, its, night);
            summaries.add(its);
        }
        new EvidenceImport(connection).write(bundle, summaries, night);
    }

    private void write(Bundle.Part part, List<TestSummary> summaries, long night) throws SQLException {
        PartManifest manifest = part.manifest();
        String fingerprint = Fingerprint.of(manifest.environment());
        environment(fingerprint, Fingerprint.compared(manifest.environment()));
        List<ForkRecord> forks = part.stress().map(StressRun::forks).orElse(List.of());
        long id = BulkInsert.nextId(connection, "part");
        try (BulkInsert rows = BulkInsert.into(connection, "part", 11)) {
            rows.add(
                    id,
                    night,
                    manifest.shard(),
                    manifest.jdk(),
                    fingerprint,
                    Math.max(summaries.size(), manifest.code().size()),
                    (int) summaries.stream().filter(each -> each.forks() > 0).count(),
                    forks.size(),
                    manifest.benchmarks().size(),
                    (int) part.bench().stream()
                            .flatMap(run -> run.results().stream())
                            .map(BenchResult::benchmark)
                            .distinct()
                            .count(),
                    code(connection, manifest.code()));
        }
        new StressImport(connection).write(id, summaries, forks);
        try (BulkInsert rows = BulkInsert.into(connection, "benchmark", 11)) {
            if (part.bench().isPresent()) {
                benchmarks(rows, id, 0, part.bench().get(), manifest.floors());
            }
            if (part.confirm().isPresent()) {
                benchmarks(rows, id, 1, part.confirm().get(), manifest.floors());
            }
        }
    }

    /** Night after night the code is the same, so a list of digests is kept once for all parts that had it. */
    static long code(Connection connection, Map<String, String> digests) throws SQLException {
        String tests = BulkInsert.storable(JsonColumn.of(digests));
        try (KeptOnce lists = new KeptOnce(connection, "code");
                BulkInsert rows = BulkInsert.into(connection, "code", 3)) {
            KeptOnce.Row list = lists.row(tests);
            if (list.isNew()) {
                rows.add(list.id(), list.digest(), tests);
            }
            return list.id();
        }
    }

    private void environment(String fingerprint, Map<String, String> values) throws SQLException {
        try (PreparedStatement known =
                connection.prepareStatement("SELECT 1 FROM environment WHERE fingerprint = ? LIMIT 1")) {
            known.setString(1, fingerprint);
            try (ResultSet row = known.executeQuery()) {
                if (row.next()) {
                    return;
                }
            }
        }
        try (BulkInsert rows = BulkInsert.into(connection, "environment", 3)) {
            for (Map.Entry<String, String> value : values.entrySet()) {
                rows.add(fingerprint, value.getKey(), value.getValue());
            }
        }
    }

    private static void benchmarks(
            BulkInsert rows, long part, int again, BenchRun run, Map<String, List<String>> floors) throws SQLException {
        int place = 0;
        for (BenchResult result : run.results()) {
            rows.add(
                    part,
                    place++,
                    again,
                    result.type(),
                    result.method(),
                    JsonColumn.of(result.params()),
                    result.unit(),
                    result.score(),
                    result.error(),
                    JsonColumn.of(result.forkMeans()),
                    JsonColumn.of(floors.getOrDefault(result.type() + "." + result.ownMethod(), List.of())));
        }
    }
}
