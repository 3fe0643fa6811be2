// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import racy.explore.Exploration;
import racy.explore.ExploredTest;
import racy.explore.ExploredTest.Row;
import racy.explore.Replay;
import racy.review.Interleaving;
import racy.review.Step;

/** What the explorer found, as data. */
final class ExploreJson {
    private ExploreJson() {}

    static Map<String, Object> data(ExploredTest test) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("test", test.name());
        data.put("verdict", test.agreement().name());
        data.put("outOfModel", test.outOfModel());
        Exploration exploration = test.exploration();
        if (exploration != null) {
            data.put("model", exploration.model().name());
            data.put("exhaustive", exploration.isExhaustive());
            data.put("within", exploration.within().limits());
            data.put("gaveUp", exploration.gaveUp());
            data.put("executions", exploration.executions());
            data.put("states", exploration.states());
            data.put("transitions", exploration.transitions());
            data.put("seconds", exploration.seconds());
            data.put("outcomes", test.rows().stream().map(ExploreJson::data).toList());
        }
        return data;
    }

    private static Map<String, Object> data(Row row) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("outcome", row.outcome());
        data.put("grade", row.grade().name());
        data.put("description", row.description());
        data.put("reached", row.isReached());
        data.put("hits", row.hits());
        data.put("misses", row.misses());
        if (row.isReached()) {
            data.put("schedule", row.schedule());
            data.put("witness", data(row.witness()));
        }
        return data;
    }

    static Map<String, Object> data(Replay replay) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("test", replay.test());
        data.put("model", replay.model().name());
        data.put("outcome", replay.outcome());
        data.put("grade", replay.grade().name());
        data.put("description", replay.description());
        data.put("schedule", replay.schedule());
        data.put("witness", data(replay.witness()));
        return data;
    }

    private static List<Map<String, Object>> data(Interleaving witness) {
        return witness.steps().stream().map(ExploreJson::data).toList();
    }

    private static Map<String, Object> data(Step step) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("context", step.context());
        data.put("words", step.words());
        data.put("source", step.source());
        return data;
    }
}
