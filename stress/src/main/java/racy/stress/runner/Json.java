// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/** One mapper for everything that is stored. It invents no value: it refuses what is missing or null. */
final class Json {
    static final ObjectMapper MAPPER = JsonMapper.builder(OutsideJson.factory(Long.MAX_VALUE))
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build()
            .setDefaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
            .registerModule(new VocabularyModule())
            .registerModule(new SimpleModule().addDeserializer(String.class, new Repeated()));

    private Json() {}

    /**
     * The lines of a ledger repeat the same few texts, so the texts that were read last are kept once. Threads may
     * overwrite each other's texts. That is safe: the fields of a String are final, so every String that is seen is
     * complete.
     */
    private static final class Repeated extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1;
        private final transient String[] lately = new String[1 << 12];

        Repeated() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = StringDeserializer.instance.deserialize(parser, context);
            int slot = text.hashCode() & lately.length - 1;
            // Read once, because another thread may put another text there at any moment.
            String known = lately[slot];
            if (text.equals(known)) {
                return known;
            }
            lately[slot] = text;
            return text;
        }
    }
}
