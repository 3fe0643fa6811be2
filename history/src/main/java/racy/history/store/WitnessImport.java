// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes the witnesses of a night. Night after night the same ones are found, so what a witness is, and how it happens, are
 * kept once for all nights.
 */
final class WitnessImport {
    private final Connection connection;

    WitnessImport(Connection connection) {
        this.connection = connection;
    }

    /**
     * What is the same in every night.
     *
     * @param violation its name; null if there is none
     * @param how a list of {@link racy.review.Witness} as JSON
     */
    record Witness(
            String variant,
            String engine,
            String name,
            String violation,
            String what,
            String command,
            String how,
            SortedSet<String> questions) {
        /** The texts are what the database gives back, so that a witness that was read equals the one that was written. */
        Witness {
            variant = BulkInsert.storable(variant);
            engine = BulkInsert.storable(engine);
            name = BulkInsert.storable(name);
            violation = violation == null ? null : BulkInsert.storable(violation);
            what = BulkInsert.storable(what);
            command = BulkInsert.storable(command);
            how = BulkInsert.storable(how);
            questions = questions.stream()
                    .map(BulkInsert::storable)
                    .collect(Collectors.collectingAndThen(
                            Collectors.toCollection(TreeSet::new), Collections::unmodifiableSortedSet));
        }

        /** All of it as one text, in which nothing can pass for anything else; the interleaving by its digest. */
        private String content(String interleaving) {
            return JsonColumn.of(
                    Arrays.asList(variant, engine, name, violation, what, command, interleaving, questions));
        }
    }

    /** A witness in a night. */
    record Shown(Witness witness, String jdk, long hits, long samples) {}

    /** @param shown in the order in which a question lists them */
    void write(long night, List<Shown> shown) throws SQLException {
        try (KeptOnce interleavings = new KeptOnce(connection, "interleaving");
                KeptOnce witnesses = new KeptOnce(connection, "witness");
                BulkInsert interleavingRows = BulkInsert.into(connection, "interleaving", 3);
                BulkInsert witnessRows = BulkInsert.into(connection, "witness", 9);
                BulkInsert questionRows = BulkInsert.into(connection, "witness_question", 2, witnessRows);
                BulkInsert nightRows = BulkInsert.into(connection, "witness_night", 6)) {
            int place = 0;
            for (Shown each : shown) {
                Witness its = each.witness();
                KeptOnce.Row how = interleavings.row(its.how());
                if (how.isNew()) {
                    interleavingRows.add(how.id(), how.digest(), its.how());
                }
                KeptOnce.Row witness = witnesses.row(its.content(how.digest()));
                if (witness.isNew()) {
                    witnessRows.add(
                            witness.id(),
                            witness.digest(),
                            its.variant(),
                            its.engine(),
                            its.name(),
                            BulkInsert.orNull(its.violation()),
                            its.what(),
                            its.command(),
                            how.id());
                    for (String question : its.questions()) {
                        questionRows.add(witness.id(), question);
                    }
                }
                nightRows.add(night, place++, witness.id(), each.jdk(), each.hits(), each.samples());
            }
        }
    }
}
