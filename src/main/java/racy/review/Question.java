// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A question of the review, or a claim of the patch description.
 *
 * @param id the name that users type: lower case, dashes
 * @param kind who asks or claims it
 * @param quote the words of the mail, one element for each line, with its quotation marks (one {@code >} for the
 *     reviewer, two for the patch)
 * @param code the functions or fields that it is about
 * @param stake what would be wrong, in one sentence
 * @param needs memory models, each weak enough that a proof under it answers the question
 */
public record Question(String id, Kind kind, List<String> quote, String code, String stake, Set<MemoryModel> needs) {
    /**
     * A question about threads. A proof about Java code under Java's model counts, or one about C code under the
     * kernel's.
     */
    public static final Set<MemoryModel> WEAK_ORDERS = Set.of(MemoryModel.JAM, MemoryModel.LKMM);

    /** A line of a diff. A list item is not one. */
    private static final Pattern CODE = Pattern.compile("[+-](?! [A-Z])");

    /** Who says it. */
    public enum Kind {
        /** The reviewer asks. */
        MAIL("question of the mail"),
        /** The patch description claims. */
        CLAIM("claim of the patch");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public Question {
        quote = List.copyOf(quote);
        needs = Set.copyOf(needs);
    }

    /** The quote without its quotation marks and without code, on one line. A comment in the patch counts as words. */
    public String words() {
        StringBuilder words = new StringBuilder();
        for (String line : quote) {
            String bare = line.replaceFirst("^(> ?)+(\\+ \\* )?", "").strip();
            if (!bare.isEmpty() && !CODE.matcher(bare).lookingAt()) {
                words.append(words.length() == 0 ? "" : " ").append(bare.replaceFirst("^- ", ""));
            }
        }
        return words.toString();
    }
}
