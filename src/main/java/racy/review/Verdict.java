// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The answer to "is this racy?".
 *
 * @param kind of answer
 * @param models the memory models under which a proof holds; empty if the answer is no proof. Several models of {@link
 *     Kind#NOT_RACY} mean that each test was exhausted under one of them, because tests are in different languages
 */
public record Verdict(Kind kind, Set<MemoryModel> models) {
    /** The five kinds of answer. */
    public enum Kind {
        /** A witness: it happened, and here is how. */
        RACY("racy"),
        /**
         * Every execution within stated bounds was looked at, under a memory model that is weak enough. None shows it.
         */
        NOT_RACY("not-racy"),
        /** The same, under a model that allows less than the question needs. Weaker orders were not looked at. */
        NOT_RACY_UNDER_STRONGER("not-racy-under-stronger-model"),
        /** It was looked for and not seen. The effort is stated. It never means safe. */
        NOT_SEEN("not-seen"),
        /** No engine at hand can say anything about it. */
        OUT_OF_MODEL("out-of-model");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** As it stands in JSON. */
        public String id() {
            return id;
        }

        /** The kind of this id. */
        public static Optional<Kind> find(String id) {
            return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
        }

        /** Whether the verdict rests on every execution within bounds. */
        public boolean isProof() {
            return this == NOT_RACY || this == NOT_RACY_UNDER_STRONGER;
        }
    }

    public static final Verdict RACY = new Verdict(Kind.RACY, Set.of());
    public static final Verdict NOT_SEEN = new Verdict(Kind.NOT_SEEN, Set.of());
    public static final Verdict OUT_OF_MODEL = new Verdict(Kind.OUT_OF_MODEL, Set.of());

    /** @throws IllegalArgumentException if a proof names no model, or if another kind of answer names one */
    public Verdict {
        if (kind.isProof() == models.isEmpty()) {
            throw new IllegalArgumentException(kind + (models.isEmpty() ? " under no model" : " under " + models));
        }
        models = Collections.unmodifiableSet(new TreeSet<>(models));
    }

    /** Proved under these models, which are weak enough for the question. */
    public static Verdict notRacy(Set<MemoryModel> models) {
        return new Verdict(Kind.NOT_RACY, models);
    }

    /** Proved under these models, which are too strong for the question. */
    public static Verdict notRacyUnderStronger(Set<MemoryModel> models) {
        return new Verdict(Kind.NOT_RACY_UNDER_STRONGER, models);
    }

    /** As it stands in JSON. */
    public String id() {
        return kind.id();
    }

    /** Kind and models on one line, as a history stores them. {@link #parse} reads it. */
    public String code() {
        return models.isEmpty()
                ? id()
                : models.stream().map(MemoryModel::name).collect(Collectors.joining("+", id() + ":", ""));
    }

    /**
     * The verdict of this {@link #code}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Verdict parse(String code) {
        String[] parts = code.split(":", 2);
        Kind kind = Kind.find(parts[0]).orElseThrow(() -> new IllegalArgumentException("no verdict: " + code));
        Set<MemoryModel> models = parts.length == 1
                ? Set.of()
                : Arrays.stream(parts[1].split("[+]")).map(MemoryModel::valueOf).collect(Collectors.toSet());
        return new Verdict(kind, models);
    }

    /** The names of its models, such as {@code JAM}. */
    public String under() {
        String names = models.stream().map(MemoryModel::name).collect(Collectors.joining(" and "));
        return kind == Kind.NOT_RACY && models.size() > 1 ? names + " (each test under one of them)" : names;
    }

    /** As it stands in a sentence. */
    @Override
    public String toString() {
        return switch (kind) {
            case RACY -> "racy";
            case NOT_RACY -> "not racy under " + under() + " within the stated bounds";
            case NOT_RACY_UNDER_STRONGER -> "not racy under " + under() + "; weaker orders not looked at";
            case NOT_SEEN -> "not seen";
            case OUT_OF_MODEL -> "out of model";
        };
    }
}
