// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.junit;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;
import racy.explore.Replay;

/** The source of a JUnit 5 test that plays executions of a JCStress test again. */
public final class RegressionTest {
    private static final int WIDTH = 108;

    private RegressionTest() {}

    /**
     * Writes the test.
     *
     * @param binaryName of the JCStress test's class
     * @param replays each gets a test method
     * @throws IllegalArgumentException if Java source cannot name the class
     */
    public static String source(String binaryName, List<Replay> replays) {
        String name = replays.get(0).test();
        String packageName = binaryName.contains(".") ? binaryName.substring(0, binaryName.lastIndexOf('.')) : "";
        String prefix = packageName.isEmpty() ? "" : packageName + ".";
        String type = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        if (!SourceVersion.isName(name) || !binaryName.equals(prefix + type.replace('.', '$'))) {
            throw new IllegalArgumentException("Java source cannot name the class " + binaryName);
        }
        StringBuilder source = new StringBuilder();
        if (!packageName.isEmpty()) {
            source.append("package ").append(packageName).append(";\n\n");
        }
        source.append("import static racy.explore.junit.ExploreTests.assertReplays;\n\n");
        source.append("import org.junit.jupiter.api.Test;\n\n");
        source.append("/** Executions of ")
                .append(type)
                .append(". A test fails once its execution is not possible. */\n");
        source.append("class ").append(type.replace(".", "")).append("ReplayTest {\n");
        Set<String> methods = new HashSet<>();
        for (Replay each : replays) {
            source.append(methods.isEmpty() ? "" : "\n");
            method(source, type, each, methods);
        }
        return source.append("}\n").toString();
    }

    private static void method(StringBuilder source, String type, Replay replay, Set<String> methods) {
        comment(source, replay.grade() + (replay.description().isEmpty() ? "" : ": " + replay.description()));
        comment(source, "");
        replay.witness().tableWithSources(WIDTH).lines().forEach(line -> comment(source, line));
        String words = "outcome_" + replay.outcome().replaceAll("[^A-Za-z0-9]+", "_");
        String name = words;
        for (int i = 2; !methods.add(name); i++) {
            name = words + "_" + i;
        }
        source.append("    @Test\n    void ").append(name).append("() {\n        assertReplays(");
        source.append(type).append(".class, ").append(quoted(replay.schedule())).append(", ");
        source.append(quoted(replay.outcome())).append(");\n    }\n");
    }

    /** A compiler reads escapes in comments too. */
    private static void comment(StringBuilder source, String line) {
        source.append(("    // " + line.replace('\\', '/').replaceAll("\\p{Cntrl}", " ")).stripTrailing())
                .append('\n');
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format(Locale.ROOT, c < 256 ? "\\%03o" : "\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
