// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.util.SortedMap;
import racy.review.Effort;
import racy.review.Interleaving;
import racy.review.SearchBounds;
import racy.review.Step;
import racy.review.Witness;

/** How evidence is written in JSON: efforts and witnesses say their kind in a field of that name. */
public final class EvidenceModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    public EvidenceModule() {
        super("evidence");
        setMixInAnnotation(Effort.class, Kinds.OfEffort.class);
        setMixInAnnotation(Witness.class, Kinds.OfWitness.class);
        setMixInAnnotation(SearchBounds.class, Kinds.Bounds.class);
        setMixInAnnotation(Step.class, Kinds.MayBeNull.class);
    }

    private interface Kinds {
        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
        @JsonSubTypes({
            @JsonSubTypes.Type(value = Effort.Played.class, name = "played"),
            @JsonSubTypes.Type(value = Effort.Sampled.class, name = "sampled"),
            @JsonSubTypes.Type(value = Effort.Exhausted.class, name = "exhausted"),
            @JsonSubTypes.Type(value = Effort.GaveUp.class, name = "gave-up"),
            @JsonSubTypes.Type(value = Effort.OutOfModel.class, name = "out-of-model"),
        })
        interface OfEffort {}

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
        @JsonSubTypes({
            @JsonSubTypes.Type(value = Interleaving.class, name = "interleaving"),
            @JsonSubTypes.Type(value = Witness.Printed.class, name = "printed"),
        })
        interface OfWitness {}

        /** Two constructors take one map: the record's own is meant. */
        abstract class Bounds {
            @JsonCreator
            Bounds(@JsonProperty("limits") SortedMap<String, Long> limits) {}
        }

        /** What an engine does not know of a step is null, also where everything else has to be there. */
        @SuppressWarnings("unused")
        abstract class MayBeNull {
            @JsonSetter(nulls = Nulls.SET)
            private String source;

            @JsonSetter(nulls = Nulls.SET)
            private String value;

            @JsonSetter(nulls = Nulls.SET)
            private String readFrom;
        }
    }
}
