// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** A time to spend, written as {@code 90s}, {@code 3m}, {@code 1h} or {@code 1m30s}. */
record Budget(Duration duration) {
    private static final Pattern FORM = Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

    static Budget parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is no duration; write 90s, 3m or 1h");
        }
        Duration duration = Duration.ofHours(group(matcher, 1))
                .plusMinutes(group(matcher, 2))
                .plusSeconds(group(matcher, 3));
        if (duration.isZero()) {
            throw new TypeConversionException("'" + text + "' is no time at all");
        }
        return new Budget(duration);
    }

    private static long group(Matcher matcher, int index) {
        return matcher.group(index) == null ? 0 : Long.parseLong(matcher.group(index));
    }
}
