// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import racy.bench.BenchRun;
import racy.bench.BenchRunner;
import racy.history.bundle.Fingerprint;
import racy.stress.runner.Build;
import racy.stress.runner.Environment;

/** Measures benchmarks again to confirm an alarm, which only the build and the environment of the alarm can. */
interface Rerun {
    /** Why this process cannot confirm what was measured in an environment; empty if it can. */
    Optional<String> obstacle(Map<String, String> environment);

    /**
     * Measures.
     *
     * @param names full names of benchmarks
     * @param out where JMH's JSON goes
     * @return what was measured; a benchmark that failed is not in it
     */
    BenchRun measure(List<String> names, Path out) throws IOException;

    /** In this process's build and environment. */
    Rerun HERE = new Rerun() {
        private static final String JAR = "racy.jar.sha256";

        @Override
        public Optional<String> obstacle(Map<String, String> environment) {
            String measured = environment.getOrDefault(JAR, Build.MISSING);
            if (measured.equals(Build.MISSING)) {
                return Optional.of("it is not recorded which build measured B; a bundle records it");
            }
            if (!measured.equals(Build.read().jarSha256())) {
                return Optional.of("B was measured by another build");
            }
            return Fingerprint.of(environment).equals(Fingerprint.of(Environment.capture()))
                    ? Optional.empty()
                    : Optional.of("B was measured in another environment than this");
        }

        @Override
        public BenchRun measure(List<String> names, Path out) throws IOException {
            BenchRunner runner = new BenchRunner(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
            Interruption.onSignal(runner::stop);
            Files.createDirectories(out.toAbsolutePath().getParent());
            runner.measure(names, out, name -> true);
            return BenchRun.read(out);
        }
    };
}
