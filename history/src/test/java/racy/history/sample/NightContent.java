// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.sample;

import java.util.ArrayList;
import java.util.List;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.StressNight;
import racy.history.Witness;

/** What a night shows; a test adds to it. */
public final class NightContent {
    public final List<StressNight> tests = new ArrayList<>();
    public final List<ForkNight> forks = new ArrayList<>();
    public final List<AnswerNight> answers = new ArrayList<>();
    public final List<EvidenceNight> evidence = new ArrayList<>();
    public final List<Witness> witnesses = new ArrayList<>();
    public final List<BenchNight> benchmarks = new ArrayList<>();
    public final List<BenchNight> confirmations = new ArrayList<>();

    public static NightContent of(StressNight... tests) {
        NightContent content = new NightContent();
        content.tests.addAll(List.of(tests));
        return content;
    }

    public static NightContent of(BenchNight... benchmarks) {
        NightContent content = new NightContent();
        content.benchmarks.addAll(List.of(benchmarks));
        return content;
    }

    public NightContent confirmedBy(BenchNight... again) {
        confirmations.addAll(List.of(again));
        return this;
    }
}
