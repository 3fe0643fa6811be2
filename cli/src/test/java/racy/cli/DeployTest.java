// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files under {@code deploy/} are what the engines take: Kubernetes' by the code that its published schema is
 * generated to; GitHub's and GitLab's, whose schemas no registry of Java libraries has, by schemas written after their
 * reference, which know only what we use.
 */
class DeployTest {
    private static final Path DEPLOY = Path.of("../deploy");
    private static final YAMLMapper YAML = new YAMLMapper();

    private static List<JsonNode> documents(String text) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            return documents.readAll();
        }
    }

    private static String text(String file) throws IOException {
        return Files.readString(DEPLOY.resolve(file));
    }

    private static List<String> errors(String schema, JsonNode document) throws IOException {
        try (InputStream in = DeployTest.class.getResourceAsStream("/deploy/" + schema)) {
            Schema rules = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
            return rules.validate(document).stream().map(Error::toString).toList();
        }
    }

    private static void checkKubernetes(JsonNode document) throws IOException {
        JsonElement element = JsonParser.parseString(document.toString());
        switch (document.required("kind").textValue()) {
            case "Job" -> V1Job.validateJsonElement(element);
            case "ConfigMap" -> V1ConfigMap.validateJsonElement(element);
            case "PersistentVolumeClaim" -> V1PersistentVolumeClaim.validateJsonElement(element);
            default -> throw new IllegalArgumentException("unknown kind: " + document);
        }
    }

    @Test
    void kubernetes_everyObject_fitsThePublishedSchema() throws IOException {
        List<JsonNode> documents = documents(text("kubernetes.yaml"));
        assertEquals(4, documents.size());
        for (JsonNode document : documents) {
            checkKubernetes(document);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "completionMode,completionsMode",
        "backoffLimitPerIndex,backofLimitPerIndex",
        "mountPath,mountpath",
        "onExitCodes,onExitCode",
        "claimName: racy-nights,claim: racy-nights",
        "accessModes: [ReadWriteMany],accessModes: ReadWriteMany",
    })
    void kubernetes_misspelt_refused(String right, String wrong) throws IOException {
        String text = text("kubernetes.yaml");
        assertTrue(text.contains(right));
        List<JsonNode> documents = documents(text.replace(right, wrong));
        assertThrows(IllegalArgumentException.class, () -> {
            for (JsonNode document : documents) {
                checkKubernetes(document);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"github.yml,github.schema.json", "gitlab.yml,gitlab.schema.json"})
    void matrix_fitsTheSchema(String file, String schema) throws IOException {
        assertEquals(List.of(), errors(schema, documents(text(file)).get(0)));
    }

    @ParameterizedTest
    @CsvSource({
        "github.yml,github.schema.json,runs-on,runs_on",
        "github.yml,github.schema.json,fail-fast,failfast",
        "github.yml,github.schema.json,uses: actions/checkout@v4,uses: checkout",
        "github.yml,github.schema.json,17 1 * * *,nightly",
        "github.yml,github.schema.json,'matrix:','matrices:'",
        "gitlab.yml,gitlab.schema.json,parallel,paralel",
        "gitlab.yml,gitlab.schema.json,runner_system_failure,runner_failure",
        "gitlab.yml,gitlab.schema.json,'script:','scripts:'",
        "gitlab.yml,gitlab.schema.json,'max: 2','max: 3'",
        "gitlab.yml,gitlab.schema.json,'stages: [','stages: ['''', '",
    })
    void matrix_misspelt_refused(String file, String schema, String right, String wrong) throws IOException {
        String text = text(file);
        assertTrue(text.contains(right), right);
        assertTrue(!errors(schema, documents(text.replace(right, wrong)).get(0)).isEmpty());
    }

    @Test
    void ci_fitsTheSchemaAndCallsTheOneScript() throws IOException {
        String text = Files.readString(Path.of("../.github/workflows/ci.yml"));
        assertEquals(List.of(), errors("github.schema.json", documents(text).get(0)));
        assertTrue(text.contains(" .ci/run\n"));
        assertTrue(!errors(
                        "github.schema.json",
                        documents(text.replace("container:", "containers:")).get(0))
                .isEmpty());
    }

    /** Each place where the browser driver's version stands: an update that forgets one fails here. */
    @Test
    void playwright_sameVersionInThePomAndInCi() throws IOException {
        String pom = Files.readString(Path.of("../pom.xml"));
        String version = pom.replaceFirst("(?s).*<playwright.version>(.*)</playwright.version>.*", "$1");
        assertTrue(Files.readString(Path.of("../.ci/run")).contains("playwright-core@" + version + " "), version);
    }

    private static List<String> upTo(int shards) {
        return IntStream.rangeClosed(1, shards).mapToObj(Integer::toString).toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void kubernetes_shards_agree() throws IOException {
        List<JsonNode> documents = documents(text("kubernetes.yaml"));
        int shards = documents.get(0).at("/data/SHARDS").asInt();
        JsonNode job = documents.get(2).get("spec");
        assertEquals("Indexed", job.get("completionMode").textValue());
        assertEquals(shards, job.get("completions").intValue());
        assertEquals(shards, job.get("parallelism").intValue());
    }

    @Test
    void github_shards_agreeWithThePlan() throws IOException {
        JsonNode jobs = documents(text("github.yml")).get(0).get("jobs");
        List<String> shards = texts(jobs.at("/shard/strategy/matrix/shard"));
        assertEquals(upTo(shards.size()), shards);
        assertTrue(jobs.get("plan").toString().contains("night.sh plan \\\"$NIGHT\\\" " + shards.size()));
    }

    @Test
    void gitlab_shards_agreeWithThePlan() throws IOException {
        JsonNode file = documents(text("gitlab.yml")).get(0);
        List<String> shards = new ArrayList<>();
        for (JsonNode row : file.at("/shard/parallel/matrix")) {
            JsonNode its = row.get("SHARD");
            shards.addAll(its.isArray() ? texts(its) : List.of(its.textValue()));
        }
        assertEquals(upTo(file.at("/variables/SHARDS").asInt()), shards);
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(DEPLOY)) {
            return walk.filter(Files::isRegularFile).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_callsScriptsThatExist(Path file) throws IOException {
        String text = Files.readString(file);
        TreeSet<String> called = new TreeSet<>();
        Pattern.compile("deploy/([a-z/]+\\.(?:sh|sbatch))")
                .matcher(text)
                .results()
                .forEach(match -> called.add(match.group(1)));
        for (String script : called) {
            assertTrue(Files.exists(DEPLOY.resolve(script)), script);
        }
    }
}
