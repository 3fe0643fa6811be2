// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

/** The four answers to "is this racy?". */
public enum Verdict {
    /** A witness: it happened, and here is how. */
    RACY("racy", "racy"),
    /** Every execution within stated bounds was looked at and none shows it. */
    NOT_RACY("not-racy", "not racy within the stated bounds"),
    /** It was looked for and not seen; how hard is stated. Never means safe. */
    NOT_SEEN("not-seen", "not seen"),
    /** No engine at hand can say anything about it. */
    OUT_OF_MODEL("out-of-model", "out of model");

    private final String id;
    private final String words;

    Verdict(String id, String words) {
        this.id = id;
        this.words = words;
    }

    /** As in JSON. */
    public String id() {
        return id;
    }

    /** As in a sentence. */
    @Override
    public String toString() {
        return words;
    }
}
