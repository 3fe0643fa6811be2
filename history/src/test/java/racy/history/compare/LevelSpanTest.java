// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import racy.history.BenchNight;

class LevelSpanTest {
    private static List<BenchNight> series(String fingerprint, int from, int to, IntToDoubleFunction level) {
        Random random = new Random(from);
        return IntStream.range(from, to)
                .mapToObj(night -> new BenchNight(
                        "n" + night,
                        "17",
                        fingerprint,
                        new BenchNight.Key("B", "m", new TreeMap<>()),
                        "ns/op",
                        0,
                        Double.NaN,
                        random.doubles(5, 0.98, 1.02)
                                .map(noise -> noise * level.applyAsDouble(night))
                                .boxed()
                                .toList(),
                        List.of()))
                .toList();
    }

    private static List<String> spans(List<LevelSpan> spans) {
        return spans.stream()
                .map(span -> span.first() + "-" + span.last() + " " + span.fingerprint() + " " + span.nights() + " "
                        + Math.round(span.level()))
                .toList();
    }

    @Test
    void spans_levelChanges_areTwo() {
        assertEquals(
                List.of("n0-n39 a 40 100", "n40-n59 a 20 108"),
                spans(LevelSpan.of(series("a", 0, 60, night -> night < 40 ? 100 : 108))));
    }

    @Test
    void spans_environmentChanges_neverOneSpanAcross() {
        List<BenchNight> series = new ArrayList<>(series("a", 0, 40, night -> 100));
        series.addAll(series("b", 40, 80, night -> 100));
        series.addAll(series("a", 80, 90, night -> 100));
        assertEquals(List.of("n0-n39 a 40 100", "n40-n79 b 40 100", "n80-n89 a 10 100"), spans(LevelSpan.of(series)));
    }

    @Test
    void spans_shortSeries_isOneSpanWhateverIsInIt() {
        assertEquals(
                List.of("n0-n19 a 20 198"), spans(LevelSpan.of(series("a", 0, 20, night -> night < 9 ? 100 : 200))));
    }

    @Test
    void spans_nightsWithoutANumber_areLeftOut() {
        List<BenchNight> series = new ArrayList<>(series("a", 0, 10, night -> 100));
        series.addAll(series("a", 10, 11, night -> Double.NaN));
        series.addAll(series("a", 11, 12, night -> 0));
        assertEquals(List.of("n0-n9 a 10 100"), spans(LevelSpan.of(series)));
        assertEquals(List.of(), LevelSpan.of(List.of()));
    }
}
