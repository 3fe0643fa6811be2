// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import racy.history.EvidenceNight;
import racy.review.Effort;
import racy.review.Verdict;
import racy.text.Plain;

/** How the pages write numbers, times and verdicts. Templates escape what these return. */
final class Text {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);
    private static final MathContext DIGITS = new MathContext(4);
    private static final int LONGEST = 160;
    private static final int LONGEST_LINE = 1000;

    private Text() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String of(long some, long all) {
        return count(some) + " of " + count(all);
    }

    /** {@code 1 test}, {@code 2 tests}, {@code 2 witnesses}. */
    static String plural(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }

    /** A share, with as many digits as say something. */
    static String percent(double share) {
        double percent = share * 100;
        if (share < 1 && percent >= 99.5) {
            return percent >= 99.95 ? "> 99.9%" : String.format(Locale.ROOT, "%.1f%%", percent);
        }
        if (percent == 0 || percent >= 10) {
            return String.format(Locale.ROOT, "%.0f%%", percent);
        }
        return percent >= 0.1
                ? String.format(Locale.ROOT, "%.1f%%", percent)
                : new BigDecimal(percent).round(new MathContext(1)).toPlainString() + "%";
    }

    /** Four significant digits, which is what the charts are given too. */
    static String number(double value) {
        return Double.isFinite(value) ? rounded(value).toPlainString() : "–";
    }

    static BigDecimal rounded(double value) {
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, value < 10 ? "%.2f×" : "%.1f×", value) : "–";
    }

    static String p(Optional<Double> p) {
        return p.map(value -> value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value))
                .orElse("–");
    }

    static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200
                ? seconds / 60 + " min"
                : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds % 3600 / 60);
    }

    static String minute(Instant time) {
        return MINUTE.format(time.atOffset(ZoneOffset.UTC));
    }

    static String day(Instant time) {
        return DAY.format(time.atOffset(ZoneOffset.UTC));
    }

    /** A name, as {@link #line}; one that somebody made too long keeps its ends. */
    static String name(String name) {
        return Plain.numbered(
                name.length() <= LONGEST
                        ? name
                        : name.substring(0, LONGEST / 2) + " … " + name.substring(name.length() - LONGEST / 4));
    }

    /** A line of a log, which may be long for its own reasons. */
    static String line(String line) {
        return Plain.numbered(line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " …");
    }

    /** The verdict with what it rests on named, so that nobody reads more into it. */
    static String verdict(Verdict verdict) {
        return verdict.equals(Verdict.RACY) ? "racy (witness)" : verdict.toString();
    }

    /** What one engine's verdict rests on, in one line. */
    static String basis(EvidenceNight evidence) {
        if (evidence.hits() == 0) {
            return evidence.efforts().stream().map(Text::missed).collect(Collectors.joining("; "));
        }
        List<Effort> tried = evidence.efforts().stream().filter(Effort::isTried).toList();
        return tried.size() == 1
                ? seen(evidence.hits(), tried.get(0))
                : executions(
                        evidence.hits(),
                        tried.stream().mapToLong(Effort::executions).sum());
    }

    private static String executions(long some, long all) {
        return of(some, all) + " executions";
    }

    private static String seen(long hits, Effort effort) {
        String hitsOf = of(hits, effort.executions());
        if (effort instanceof Effort.Played) {
            return "in " + hitsOf + " schedules";
        }
        return effort instanceof Effort.Sampled sampled
                ? hitsOf + " samples, " + plural(sampled.forks(), "fork")
                : executions(hits, effort.executions());
    }

    private static String missed(Effort effort) {
        if (effort instanceof Effort.Played) {
            return "not in " + plural(effort.executions(), "schedule");
        }
        if (effort instanceof Effort.Sampled sampled) {
            String bound = sampled.bound() == null ? "" : " (of each test " + bound(sampled.bound()) + ")";
            return "0 of " + plural(sampled.forks(), "fork") + bound + ", 0 of "
                    + plural(sampled.executions(), "sample");
        }
        return line(effort.missed(1));
    }

    /** A bound is rounded up: it must not claim more than it does. */
    static String bound(double bound) {
        BigDecimal percent = new BigDecimal(bound * 100).round(new MathContext(2, RoundingMode.CEILING));
        return "< " + percent.toPlainString() + "% of forks, 95%";
    }
}
