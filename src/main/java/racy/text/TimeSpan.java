// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.text;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as people write it: {@code 90s}, {@code 3m}, {@code 1h} or {@code 1m30s}. */
public final class TimeSpan {
    private static final Pattern FORM = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

    private TimeSpan() {}

    /** @throws IllegalArgumentException if it is none, or none at all; its message says why */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no duration; write 90s, 3m or 1h");
        }
        Duration duration = Duration.ofHours(group(matcher, 1))
                .plusMinutes(group(matcher, 2))
                .plusSeconds(group(matcher, 3));
        if (duration.isZero()) {
            throw new IllegalArgumentException("'" + text + "' is no time at all");
        }
        return duration;
    }

    private static long group(Matcher matcher, int index) {
        return matcher.group(index) == null ? 0 : Long.parseLong(matcher.group(index));
    }

    /** As {@link #parse} reads it. Parts of a second are left out. */
    public static String of(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toHours(), 'h');
        append(text, duration.toMinutesPart(), 'm');
        append(text, duration.toSecondsPart(), 's');
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long number, char unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }
}
