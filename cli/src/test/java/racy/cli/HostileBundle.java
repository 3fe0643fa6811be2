// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import racy.history.Origin;
import racy.history.bundle.BundleFiles;
import racy.history.demo.MadeUpBundle;
import racy.history.demo.MadeUpPart;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Interleaving;
import racy.review.Level;
import racy.review.Observation;
import racy.review.Step;
import racy.review.Subject;
import racy.review.Witness;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/** A bundle that is well formed and sealed, in which every text that the format leaves free is an attack. */
final class HostileBundle {
    /** Whatever runs it leaves this in the page. */
    static final String SCRIPT = "<script>document.title='pwned'</script>";

    static final String ATTRIBUTE = "\"'><img src=x onerror=document.title='pwned'>";
    static final String END_OF_DATA = "</script><!--<script>]]>${7*7}{{7*7}}";
    static final String PATH = "../../../../escaped";
    static final String LINK = "javascript:document.title='pwned'";
    static final String CONTROLS = "a\u0000b\u0007c\u001B[2Jd\u202Ee\u2028f\uFFFEg\r\nInjected: header";
    static final String FORMULA = "=cmd|' /C calc'!A0";
    static final String HUGE = "huge".repeat(10_000);
    static final List<String> ALL =
            List.of(SCRIPT, ATTRIBUTE, END_OF_DATA, PATH, LINK, CONTROLS, FORMULA, HUGE, "`|<b>@all\n# x", "con", ".");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private HostileBundle() {}

    /** Writes it; the later the day, the more of the forks fail. */
    static Path write(Path directory, String night, int day) throws Exception {
        String all = String.join(" ", ALL.subList(0, 7));
        Map<String, String> environment = new TreeMap<>();
        ALL.forEach(text -> environment.put("cpu." + text, text));
        List<StressTest> tests = ALL.stream().map(HostileBundle::test).toList();
        List<ForkRecord> forks = tests.stream()
                .flatMap(test -> Stream.of(fork(test, day), crash(test)))
                .toList();
        Instant started = Instant.parse("2026-01-0" + day + "T01:00:00Z");
        MadeUpBundle bundle = new MadeUpBundle(night, Origin.MEASURED)
                .time(started, Instant.now())
                .revision(all);
        bundle.part(1, "17", environment)
                .code(Map.of(SCRIPT, SCRIPT))
                .stress(tests, forks)
                .evidence("script", ALL.stream().map(HostileBundle::script).toList())
                .benchmarks(
                        ALL.stream().map(HostileBundle::benchmark).toList(),
                        Map.of("Evil" + SCRIPT + ".a", List.of(SCRIPT, ATTRIBUTE)))
                .file(BundleFiles.BENCH, bench(day))
                .file("log.txt", String.join("\n", ALL));
        return bundle.write(directory);
    }

    private static StressTest test(String text) {
        return new StressTest(
                text,
                List.of(text, "reset"),
                List.of("xchg", text),
                text,
                text,
                Set.of(Violation.DOUBLE_CLAIM),
                Expectation.SAFE,
                Level.IDEA,
                text);
    }

    private static ForkSpec spec(StressTest test, int number) {
        return new ForkSpec(test.name(), number, 0, List.of(SCRIPT, PATH), MadeUpPart.SETTINGS);
    }

    private static ForkRecord fork(StressTest test, int day) {
        Outcome forbidden = new Outcome(test.name(), 3L * day, Expect.FORBIDDEN, true, true, test.name());
        Outcome other = new Outcome(SCRIPT + day, 97, Expect.ACCEPTABLE, true, false, ATTRIBUTE);
        return new ForkRecord(
                spec(test, 0),
                test.name(),
                Status.NORMAL,
                forbidden.count() + 97,
                forbidden.count() + 97,
                List.of(forbidden, other),
                0,
                1000,
                List.of(),
                List.of());
    }

    private static ForkRecord crash(StressTest test) {
        return new ForkRecord(
                spec(test, 1),
                test.name(),
                Status.VM_ERROR,
                0,
                0,
                List.of(),
                1000,
                500,
                ALL,
                List.of(test.name(), HUGE));
    }

    private static Observation script(String text) {
        return new Observation(
                "script",
                new Subject(
                        text, Set.of("xchg", text), text, text, Set.of(Violation.DOUBLE_CLAIM), Expectation.OPEN, text),
                new Effort.Played(1, 0.01),
                new Finding(
                        1,
                        0,
                        Violation.DOUBLE_CLAIM,
                        Set.of(Violation.DOUBLE_CLAIM),
                        text,
                        0.01,
                        List.of(
                                new Interleaving(List.of(new Step(
                                        text, Step.Kind.ACCESS, text, text, text, text, Violation.DOUBLE_CLAIM))),
                                new Witness.Printed(ALL))),
                List.of(text),
                text);
    }

    private static String benchmark(String text) {
        return "racy.bench.Evil" + text.replace(".", "") + "." + text.replace(".", "") + "x";
    }

    private static String bench(int day) throws Exception {
        List<Map<String, Object>> results = ALL.stream()
                .map(text -> Map.<String, Object>of(
                        "benchmark", benchmark(text),
                        "params", Map.of(text, text),
                        "primaryMetric",
                                Map.of(
                                        "score",
                                        10 * day,
                                        "scoreError",
                                        "NaN",
                                        "scoreUnit",
                                        text,
                                        "rawData",
                                        List.of(List.of(10 * day), List.of(11 * day), List.of(9 * day)))))
                .toList();
        return MAPPER.writeValueAsString(results);
    }
}
