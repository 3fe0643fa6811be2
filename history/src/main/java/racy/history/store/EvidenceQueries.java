// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import racy.history.AnswerNight;
import racy.history.EvidenceNight;
import racy.history.Witness;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.Verdict;

/** Questions about what the engines said, and the answers drawn from it. */
final class EvidenceQueries {
    private final HistorySession session;

    EvidenceQueries(HistorySession session) {
        this.session = session;
    }

    List<AnswerNight> answers(String night) {
        return session.read(handle -> answers(
                handle.createQuery("SELECT answer.*, night.name FROM answer JOIN night ON night.id = answer.night"
                                + " WHERE night.name = :night ORDER BY place")
                        .bind("night", night)));
    }

    List<AnswerNight> answersTo(String question, int nights) {
        return session.read(handle -> answers(
                handle.createQuery("SELECT answer.*, night.name FROM answer JOIN night ON night.id = answer.night"
                                + " WHERE question = :question AND night.id IN ("
                                + session.horizon().newest()
                                + ") ORDER BY night.started, night.name")
                        .bind("question", question)
                        .bind("nights", nights)));
    }

    private static List<AnswerNight> answers(Query query) {
        return query.map((row, context) -> new AnswerNight(
                        row.getString("name"),
                        row.getString("question"),
                        Verdict.parse(row.getString("verdict")),
                        row.getInt("unexpected"),
                        row.getInt("unwitnessed"),
                        row.getInt("untried"),
                        row.getInt("contradictions")))
                .list();
    }

    List<EvidenceNight> evidence(String night) {
        return session.read(handle -> handle.createQuery(
                        "SELECT evidence.* FROM evidence JOIN night ON night.id = evidence.night"
                                + " WHERE night.name = :night ORDER BY place")
                .bind("night", night)
                .map((row, context) -> new EvidenceNight(
                        night,
                        row.getString("question"),
                        row.getString("variant"),
                        row.getString("engine"),
                        Verdict.parse(row.getString("verdict")),
                        violation(row),
                        row.getLong("hits"),
                        JsonColumn.list(row.getString("efforts"), Effort.class)))
                .list());
    }

    List<Witness> witnesses(String night, String question) {
        return session.read(handle -> {
            // Many witnesses happen in the same way.
            Map<Long, List<racy.review.Witness>> interleavings = new HashMap<>();
            return handle.createQuery("SELECT shown.jdk, shown.hits, shown.samples, witness.*, interleaving.how"
                            + " FROM witness_night shown JOIN night ON night.id = shown.night"
                            + " JOIN witness ON witness.id = shown.witness"
                            + " JOIN witness_question asked ON asked.witness = witness.id"
                            + " JOIN interleaving ON interleaving.id = witness.interleaving"
                            + " WHERE night.name = :night AND asked.question = :question ORDER BY shown.place")
                    .bind("night", night)
                    .bind("question", question)
                    .map((row, context) -> {
                        List<racy.review.Witness> how = interleavings.get(row.getLong("interleaving"));
                        if (how == null) {
                            how = JsonColumn.list(row.getString("how"), racy.review.Witness.class);
                            interleavings.put(row.getLong("interleaving"), how);
                        }
                        return new Witness(
                                night,
                                row.getString("jdk"),
                                question,
                                row.getString("variant"),
                                row.getString("engine"),
                                row.getString("name"),
                                violation(row),
                                row.getString("what"),
                                row.getLong("hits"),
                                row.getLong("samples"),
                                how,
                                row.getString("command"));
                    })
                    .list();
        });
    }

    private static Optional<Violation> violation(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("violation")).map(Violation::valueOf);
    }
}
