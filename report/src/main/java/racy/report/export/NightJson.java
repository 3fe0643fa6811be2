// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.Night;
import racy.history.StressNight;
import racy.history.compare.BenchChange;
import racy.history.compare.Change;
import racy.history.compare.Diff;

/** The whole night, or what it differs in from another, versioned. What has no number is null. */
public final class NightJson {
    private static final int VERSION = 1;
    /** What is not ASCII is written by its number: the value is the same, and nothing in the file can turn its lines. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private NightJson() {}

    static String of(NightFacts facts) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", VERSION);
        root.put("origin", facts.night().origin().name());
        if (facts.isDemonstration()) {
            root.put("warning", NightFacts.DEMONSTRATION + ": a generator made these numbers; nothing was measured");
        }
        night(root.putObject("night"), facts.night());
        ObjectNode environments = root.putObject("environments");
        facts.environments().forEach((fingerprint, values) -> {
            ObjectNode node = environments.putObject(fingerprint);
            values.forEach(node::put);
        });
        ArrayNode answers = root.putArray("answers");
        facts.answers().forEach(answer -> answer(answers.addObject(), answer));
        ArrayNode tests = root.putArray("tests");
        facts.tests().forEach(test -> test(tests.addObject(), test));
        ArrayNode benchmarks = root.putArray("benchmarks");
        facts.benchmarks().forEach(benchmark -> benchmark(benchmarks.addObject(), benchmark));
        comparison(root.putObject("comparison"), facts.diff());
        return text(root);
    }

    /** A comparison alone. */
    public static String of(Diff diff) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", VERSION);
        root.put("origin", diff.after().origin().name());
        root.put("after", diff.after().id());
        comparison(root.putObject("comparison"), diff);
        return text(root);
    }

    private static String text(ObjectNode root) {
        try {
            return MAPPER.writeValueAsString(root).replace("\u007f", "\\u007f") + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void night(ObjectNode node, Night night) {
        node.put("id", night.id());
        node.put("state", night.state().name());
        node.put("started", night.started().toString());
        node.put("ended", night.ended().toString());
        node.put("revision", night.revision());
        node.put("plan", night.plan());
        node.put("shards", night.shards());
        ArrayNode missing = node.putArray("missing");
        night.missing().forEach(missing::add);
        node.put("seed", night.seed());
        node.put("budgetSeconds", night.budget().toSeconds());
        ArrayNode parts = node.putArray("parts");
        for (Night.Part part : night.parts()) {
            parts.addObject()
                    .put("shard", part.shard())
                    .put("jdk", part.jdk())
                    .put("fingerprint", part.fingerprint())
                    .put("planned", part.planned())
                    .put("covered", part.covered())
                    .put("forks", part.forks())
                    .put("plannedBenchmarks", part.plannedBenchmarks())
                    .put("measuredBenchmarks", part.measuredBenchmarks());
        }
    }

    private static void answer(ObjectNode node, AnswerNight answer) {
        node.put("question", answer.question());
        node.put("verdict", answer.verdict().id());
        ArrayNode models = node.putArray("models");
        answer.verdict().models().forEach(model -> models.add(model.name()));
        node.put("contradictions", answer.contradictions());
        node.put("unexpected", answer.unexpected());
        node.put("unwitnessed", answer.unwitnessed());
        node.put("untried", answer.untried());
    }

    private static void test(ObjectNode node, StressNight test) {
        node.put("test", test.test().name());
        node.put("jdk", test.jdk());
        node.put("fingerprint", test.fingerprint());
        node.put("variant", test.test().variant());
        node.put("race", test.test().race());
        node.put("expectation", test.test().expectation().name());
        node.put("level", test.test().level().name());
        ArrayNode questions = node.putArray("questions");
        test.test().questions().forEach(questions::add);
        node.put("forks", test.forks());
        node.put("failedForks", test.failedForks());
        node.put("forksWithHits", test.forksWithHits());
        node.put("hits", test.hits());
        node.put("samples", test.samples());
        node.put("seconds", test.time().toMillis() / 1000.0);
        node.put("secondsToFirst", test.secondsToFirst());
        ArrayNode outcomes = node.putArray("outcomes");
        for (StressNight.OutcomeNight outcome : test.outcomes()) {
            outcomes.addObject()
                    .put("id", outcome.total().id())
                    .put("description", outcome.total().description())
                    .put("expect", outcome.total().expect().name())
                    .put("graded", outcome.total().graded())
                    .put("mayHappen", !outcome.total().fails())
                    .put("hit", outcome.total().hit())
                    .put("count", outcome.total().count())
                    .put("forks", outcome.forks());
        }
    }

    private static void benchmark(ObjectNode node, BenchNight benchmark) {
        node.put("benchmark", benchmark.key().toString());
        node.put("jdk", benchmark.jdk());
        node.put("fingerprint", benchmark.fingerprint());
        node.put("unit", benchmark.unit());
        number(node, "score", benchmark.score());
        number(node, "error", benchmark.error());
        ArrayNode forks = node.putArray("forkMeans");
        benchmark.forkMeans().forEach(mean -> forks.add(finite(mean)));
        ArrayNode floor = node.putArray("floor");
        benchmark.floor().forEach(floor::add);
    }

    private static void comparison(ObjectNode node, Diff diff) {
        node.put("before", diff.before().map(Night::id).orElse(null));
        ArrayNode incomparable = node.putArray("incomparable");
        diff.incomparable().forEach(incomparable::add);
        ArrayNode changes = node.putArray("changes");
        for (Change change : diff.changes()) {
            changes.addObject()
                    .put("kind", change.kind().name())
                    .put("transition", change.kind().isTransition())
                    .put("test", change.key().test())
                    .put("jdk", change.key().jdk())
                    .put("outcome", change.outcome().orElse(null))
                    .put("words", change.words())
                    .put("forksBefore", change.forksBefore())
                    .put("ofForksBefore", change.ofForksBefore())
                    .put("forksAfter", change.forksAfter())
                    .put("ofForksAfter", change.ofForksAfter())
                    .put("p", change.p().orElse(null))
                    .put("enough", change.enough());
        }
        ArrayNode benchmarks = node.putArray("benchmarks");
        for (BenchChange change : diff.benchmarks()) {
            ObjectNode bench = benchmarks.addObject();
            bench.put("benchmark", change.after().key().toString());
            bench.put("jdk", change.jdk());
            bench.put("decision", change.decision().name());
            number(bench, "ratio", change.ratio());
            number(bench, "low", change.low());
            number(bench, "high", change.high());
            bench.put("p", change.p().orElse(null));
        }
    }

    private static void number(ObjectNode node, String name, double value) {
        node.put(name, finite(value));
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
