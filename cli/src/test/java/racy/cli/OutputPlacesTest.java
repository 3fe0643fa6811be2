// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import racy.history.Origin;
import racy.history.demo.MadeUpBundle;

/** A sealed bundle stays as it is, whatever a command is told to write. */
class OutputPlacesTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String line) {
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
        return Main.execute(commandLine, line.split(" "));
    }

    private Map<String, String> everything() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path each : walk.toList()) {
                all.put(each.toString(), Files.isRegularFile(each) ? Files.readString(each) : "");
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan --shards 2 --out %s/plan2.json",
                "plan --shards 2 --out %s/plan.json",
                "stress -t XchgXchg --budget 1s --out %s",
                "stress -t XchgXchg --budget 1s --out %s/more",
                "stress --replay %s/parts/x:1 --out %s/again",
                "ask xchg --budget 1s --out %s/ask",
                "bench --quick --filter bare --out %s/bench.json",
                "report --demo --nights 1 --out %s/site",
                "report --demo --nights 1 --out %s",
                "history export latest --out %s/night.json",
                "history import --history %s/history.db %s",
                "nightly --budget 1s --out %s/night",
                "nightly --budget 1s --junit %s/parts/../night.xml",
                "merge %s --out %s/parts/night",
                "plan --shards 2 --out %s/../named/plan2.json",
            })
    void placeInASealedBundle_isRefusedAndNothingWritten(String line) throws Exception {
        Path bundle = new MadeUpBundle("n", Origin.MEASURED).write(folder.resolve("sealed"));
        Files.createSymbolicLink(folder.resolve("named"), bundle);
        Map<String, String> before = everything();
        assertEquals(2, run(line.replace("%s", bundle.toString())), err::toString);
        assertTrue(err.toString().contains("sealed bundle " + bundle.toRealPath()), err::toString);
        assertEquals(before, everything());
    }

    /** A process of its own, because the environment of this one cannot be changed. */
    @Test
    void historyOfTheEnvironment_inASealedBundle_isRefusedAndNothingWritten() throws Exception {
        Path bundle = new MadeUpBundle("n", Origin.MEASURED).write(folder.resolve("sealed"));
        Map<String, String> before = everything();
        ProcessBuilder racy = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Launch.class.getName(),
                "history",
                "import",
                bundle.toString());
        racy.environment()
                .put(HistoryPlace.VARIABLE, bundle.resolve("history.db").toString());
        Process process = racy.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(2, process.waitFor(), said);
        assertTrue(said.contains(HistoryPlace.VARIABLE) && said.contains("sealed bundle"), said);
        assertEquals(before, everything());
    }

    @Test
    void placeBesideABundle_isTaken() throws Exception {
        new MadeUpBundle("n", Origin.MEASURED).write(folder.resolve("sealed"));
        assertEquals(0, run("plan --shards 2 --out " + folder.resolve("plan.json")), err::toString);
    }
}
