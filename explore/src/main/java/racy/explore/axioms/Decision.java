// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.axioms;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was decided for one step of an execution. As a text: {@code actor=0} sees the store number 0 of the place, {@code
 * actor=} sees none, {@code actor=0p1} puts a read-modify-write at position 1, {@code actor=w5} sees 5 before it is
 * stored, {@code actor=k0} keeps the promise number 0, {@code actor=ends} leaves a waiting loop.
 *
 * @param thread its name
 * @param givesUp whether it leaves a waiting loop in which nothing changes
 * @param source the number of the store that its load sees, among those of its location; {@link #NONE} if it does not
 *     load, or if that store is still to come
 * @param isPromised whether that store is still to come
 * @param promised its value then
 * @param position of a read-modify-write among those of its location; {@link #NONE} if it is none
 * @param kept the number of the promise that its store keeps; {@link #NONE} if it keeps none
 */
record Decision(
        String thread, boolean givesUp, int source, boolean isPromised, Object promised, int position, int kept) {
    static final int NONE = -1;

    private static final Pattern FORM = Pattern.compile(
            "([^=]+)=(?:(ends)|([0-9]{1,6})?(?:w(-?[0-9]{1,18}|null))?(?:p([0-9]{1,6}))?(?:k([0-9]{1,6}))?)");

    static Decision givesUp(String thread) {
        return new Decision(thread, true, NONE, false, null, NONE, NONE);
    }

    static Decision step(String thread, int source, boolean isPromised, Object promised, int position, int kept) {
        return new Decision(thread, false, source, isPromised, promised, position, kept);
    }

    /** Empty if the text is no decision. */
    static Optional<Decision> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        if (form.group(2) != null) {
            return Optional.of(givesUp(form.group(1)));
        }
        String value = form.group(4);
        return Optional.of(step(
                form.group(1),
                number(form.group(3)),
                value != null,
                value == null || value.equals("null") ? null : Long.valueOf(value),
                number(form.group(5)),
                number(form.group(6))));
    }

    /** Whether {@link #parse} makes it of its text. */
    boolean hasText() {
        return !isPromised || promised == null || promised instanceof Long;
    }

    private static int number(String text) {
        return text == null ? NONE : Integer.parseInt(text);
    }

    @Override
    public String toString() {
        if (givesUp) {
            return thread + "=ends";
        }
        return thread + "=" + text("", source) + (isPromised ? "w" + promised : "") + text("p", position)
                + text("k", kept);
    }

    private static String text(String prefix, int number) {
        return number == NONE ? "" : prefix + number;
    }
}
