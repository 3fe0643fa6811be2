// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import racy.explore.vm.Machine.Kind;
import racy.review.MemoryModel;

/**
 * Who moves, in which order, as a text that can be copied: {@code tso:irq=4f1,reset=0d,irq.store=7:5a1c}. A run of moves
 * of one thread has a hexadecimal digit for each move. The digit sums up all that was done until then, and the last four
 * sum up the outcome too. So a program that does something else is noticed, at the step at which it does.
 *
 * @param moves in order
 * @param sum of all moves and the outcome
 */
record Schedule(MemoryModel model, List<Move> moves, String sum) {
    private static final Pattern FORM = Pattern.compile("(sc|tso):((?:[^,:]+(?:,[^,:]+)*)?):([0-9a-f]{4})");
    private static final Pattern RUN = Pattern.compile("([^=.]+)(\\.store|\\.ends)?=([0-9a-f]+)");

    /** A move, the thread that makes it, and the digit that sums up what was done until then. */
    record Move(String thread, Kind kind, char digit) {}

    static Schedule parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new ScheduleException("'" + text + "' is no schedule, as in sc:irq=4f,reset=0:5a1c");
        }
        List<Move> moves = new ArrayList<>();
        String runs = form.group(2);
        for (String each : runs.isEmpty() ? new String[0] : runs.split(",")) {
            Matcher run = RUN.matcher(each);
            if (!run.matches()) {
                throw new ScheduleException(
                        "step " + (moves.size() + 1) + " of the schedule is '" + each + "', and not as in irq=4f");
            }
            Kind kind = run.group(2) == null ? Kind.STEP : run.group(2).equals(".store") ? Kind.FLUSH : Kind.GIVE_UP;
            run.group(3).chars().forEach(digit -> moves.add(new Move(run.group(1), kind, (char) digit)));
        }
        return new Schedule(MemoryModel.valueOf(form.group(1).toUpperCase(Locale.ROOT)), moves, form.group(3));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(model.name().toLowerCase(Locale.ROOT)).append(':');
        Move before = null;
        for (Move each : moves) {
            if (before == null || !before.thread.equals(each.thread) || before.kind != each.kind) {
                text.append(before == null ? "" : ",")
                        .append(each.thread)
                        .append(suffix(each.kind))
                        .append('=');
            }
            text.append(each.digit);
            before = each;
        }
        return text.append(':').append(sum).toString();
    }

    private static String suffix(Kind kind) {
        return switch (kind) {
            case STEP -> "";
            case FLUSH -> ".store";
            case GIVE_UP -> ".ends";
        };
    }

    /** Sums up what is done. The same on every JVM. */
    static final class Sum {
        private final CRC32 sum = new CRC32();

        void add(String what) {
            sum.update(what.getBytes(StandardCharsets.UTF_8));
            sum.update('\n');
        }

        char digit() {
            return Character.forDigit((int) (sum.getValue() & 0xf), 16);
        }

        /** The sum with the outcome. */
        String with(String outcome) {
            add(outcome);
            return String.format(Locale.ROOT, "%04x", sum.getValue() & 0xffff);
        }
    }
}
