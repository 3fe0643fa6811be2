// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.SortedMap;
import racy.history.HistoryException;
import racy.history.bundle.EvidenceModule;
import racy.stress.runner.VocabularyModule;

/** What is kept whole in one column; equal values have equal texts. */
final class JsonColumn {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .addModule(new VocabularyModule())
            .addModule(new EvidenceModule())
            .build();

    private JsonColumn() {}

    static String of(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A list whose elements say their kind. */
    static <T> String list(List<T> values, Class<T> type) {
        try {
            return MAPPER.writerFor(MAPPER.getTypeFactory().constructCollectionType(List.class, type))
                    .writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static <T> T to(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw damaged(text, e);
        }
    }

    static <T> List<T> list(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, MAPPER.getTypeFactory().constructCollectionType(List.class, type));
        } catch (JsonProcessingException e) {
            throw damaged(text, e);
        }
    }

    static SortedMap<String, String> map(String text) {
        try {
            return MAPPER.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw damaged(text, e);
        }
    }

    private static HistoryException damaged(String text, JsonProcessingException e) {
        return new HistoryException("the history is damaged: " + e.getOriginalMessage() + " in " + text, e);
    }
}
