// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import racy.history.EvidenceNight;
import racy.history.Night;
import racy.history.bundle.EvidenceModule;
import racy.review.Effort;
import racy.stress.runner.VocabularyModule;

/** Nights as data, for {@code --format json}. */
final class HistoryJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .addModule(new VocabularyModule())
            .addModule(new EvidenceModule())
            .build();

    private HistoryJson() {}

    static String text(Object value) throws JsonProcessingException {
        return MAPPER.writeValueAsString(value);
    }

    static Map<String, Object> data(Night night) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("night", night.id());
        data.put("origin", night.origin());
        data.put("state", night.state());
        data.put("started", night.started().toString());
        data.put("ended", night.ended().toString());
        data.put("revision", night.revision());
        data.put("plan", night.plan());
        data.put("shards", night.shards());
        data.put("missing", night.missing());
        data.put("seed", night.seed());
        data.put("budgetMillis", night.budget().toMillis());
        data.put("parts", night.parts());
        return data;
    }

    static Map<String, Object> data(EvidenceNight evidence) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("question", evidence.question());
        data.put("variant", evidence.variant());
        data.put("engine", evidence.engine());
        data.put("verdict", evidence.verdict().id());
        data.put("violation", evidence.violation().orElse(null));
        data.put("hits", evidence.hits());
        Optional<Effort.Sampled> sampled = Effort.sampled(evidence.efforts());
        data.put(
                "samples",
                evidence.efforts().stream().mapToLong(Effort::executions).sum());
        data.put("forks", sampled.map(Effort.Sampled::forks).orElse(0));
        data.put("bound", sampled.map(Effort.Sampled::bound).orElse(null));
        data.put(
                "seconds",
                evidence.efforts().stream().mapToDouble(Effort::seconds).sum());
        data.put("models", evidence.verdict().models());
        data.put("efforts", evidence.efforts());
        return data;
    }
}
