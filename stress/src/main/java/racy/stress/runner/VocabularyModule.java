// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import racy.kernel.Violation;

/** In JSON, a violation is its name. A name that the vocabulary does not have is refused. */
public final class VocabularyModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    public VocabularyModule() {
        super("vocabulary");
        addSerializer(Violation.class, ToStringSerializer.instance);
        addDeserializer(Violation.class, new ByName());
    }

    private static final class ByName extends FromStringDeserializer<Violation> {
        private static final long serialVersionUID = 1;

        ByName() {
            super(Violation.class);
        }

        @Override
        protected Violation _deserialize(String name, DeserializationContext context) throws IOException {
            return Violation.find(name)
                    .orElseThrow(() -> context.weirdStringException(name, Violation.class, "no such violation"));
        }
    }
}
