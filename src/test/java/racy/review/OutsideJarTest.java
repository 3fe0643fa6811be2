// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.driver.variant.VariantProvider;
import racy.driver.variant.Variants;
import racy.review.script.ScenarioProvider;

/** A jar beside the core provides a variant, a question and a scenario. A separate JVM has both on its class path. */
class OutsideJarTest {
    private static final String PACKAGE = "othernpu";
    private static final String PROVIDER = PACKAGE + ".WithoutMutex";

    @TempDir
    private Path folder;

    @Test
    void jar_onTheClassPath_isListedAndAnswered() throws Exception {
        List<String> lines = ask(jar("outside.jar", PROVIDER));
        List<String> variants =
                lines.stream().filter(line -> line.startsWith("variant ")).toList();
        assertEquals(Variants.all().size() + 1, variants.size());
        assertEquals("variant other-npu-without-mutex", variants.get(variants.size() - 1));
        assertTrue(lines.contains("mutex-redundant (claim of the patch): racy"), () -> String.join("\n", lines));
        assertTrue(lines.contains("  Observation both-claims Sometimes 1 0"), () -> String.join("\n", lines));
    }

    @Test
    void idOfOurs_usedAgain_isRefusedNamingBoth() throws Exception {
        List<String> lines = ask(jar("again.jar", PACKAGE + ".CalledAsOurs"));
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.contains("two of them are called 'v2': one variant is of Racy itself, "
                                + "one of othernpu.CalledAsOurs")),
                () -> String.join("\n", lines));
    }

    /**
     * Makes a jar of the package's compiled classes. {@code provider} is named for every service that it implements.
     */
    private Path jar(String name, String provider) throws Exception {
        Path classes = locationOf(OutsideJarTest.class);
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> outside = Files.walk(classes.resolve(PACKAGE))) {
            for (Path each : outside.filter(Files::isRegularFile).toList()) {
                entry(
                        out,
                        classes.relativize(each).toString().replace(File.separatorChar, '/'),
                        Files.readAllBytes(each));
            }
            Class<?> type = Class.forName(provider);
            for (Class<?> service : List.of(VariantProvider.class, QuestionProvider.class, ScenarioProvider.class)) {
                if (service.isAssignableFrom(type)) {
                    entry(out, "META-INF/services/" + service.getName(), provider.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return jar;
    }

    private static void entry(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }

    private static List<String> ask(Path jar) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        locationOf(Question.class) + File.pathSeparator + jar,
                        PACKAGE + ".Ask")
                .redirectErrorStream(true)
                .start();
        try (Stream<String> lines = process.inputReader().lines()) {
            return lines.toList();
        }
    }

    private static Path locationOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
