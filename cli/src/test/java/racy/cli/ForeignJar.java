// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.openjdk.jcstress.annotations.Actor;

/** A jar that is not Racy's, with JCStress tests that are written down as source. */
final class ForeignJar {
    private final Path folder;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<String> tests = new ArrayList<>();
    private final Map<String, byte[]> more = new LinkedHashMap<>();
    private final List<Path> libraries = new ArrayList<>();

    /** @param folder for the classes and the jar */
    ForeignJar(Path folder) {
        this.folder = folder;
    }

    /** A class that is no test. The name of its file is the one after {@code class}. */
    ForeignJar source(String source) {
        String name = source.replaceAll("(?s).*?\\b(?:class|interface|record) (\\w+).*", "$1");
        sources.put(
                name,
                "package other; import org.openjdk.jcstress.annotations.*; import org.openjdk.jcstress.infra.results.*; "
                        + source);
        return this;
    }

    /** A test with one integer of result: its members, and its actors. */
    ForeignJar test(String name, String members) {
        tests.add(name);
        return source("@JCStressTest @Outcome(id = \"1\", expect = Expect.ACCEPTABLE, desc = \"It is one.\")"
                + " @Outcome(id = \"0\", expect = Expect.FORBIDDEN, desc = \"It is zero.\")"
                + " @State public class " + name + " { " + members + " }");
    }

    /** A test that is listed, whether there is a class or not. */
    ForeignJar listed(String name) {
        tests.add(name);
        return this;
    }

    /** A file of the jar. It comes after what is compiled, and instead of it. */
    ForeignJar file(String name, byte[] content) {
        more.put(name, content);
        return this;
    }

    ForeignJar library(Path jar) {
        libraries.add(jar);
        return this;
    }

    /** Compiles all and writes it. */
    Path write(String name) throws IOException {
        Path classes = Files.createDirectories(folder.resolve(name + ".classes"));
        compile(classes);
        Path jar = folder.resolve(name + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String entry = classes.relativize(file).toString();
                if (!more.containsKey(entry)) {
                    put(out, entry, Files.readAllBytes(file));
                }
            }
            for (Map.Entry<String, byte[]> each : more.entrySet()) {
                put(out, each.getKey(), each.getValue());
            }
            StringBuilder list = new StringBuilder();
            for (String test : tests) {
                String full = "other." + test;
                list.append("JCTEST").append(full.length()).append('S').append(full);
                list.append(full.length()).append('S').append(full).append('\n');
            }
            put(out, "META-INF/TestList", list.toString().getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    /** The bytes of a compiled class. */
    byte[] compiled(String name) throws IOException {
        Path classes = Files.createTempDirectory(folder, "compiled");
        compile(classes);
        return Files.readAllBytes(classes.resolve("other/" + name + ".class"));
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
        out.closeEntry();
    }

    private void compile(Path classes) throws IOException {
        List<Path> path = new ArrayList<>(libraries);
        path.add(place(Actor.class));
        compile(sources, path, classes);
    }

    /** Where the class was loaded from. */
    static Path place(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** Compiles sources of the package {@code other}, by the name of their class. */
    static void compile(Map<String, String> sources, List<Path> path, Path classes) throws IOException {
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, source) -> units.add(
                new SimpleJavaFileObject(URI.create("string:///other/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                }));
        String joined = path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-proc:none", "-g", "--release", "17", "-d", classes.toString(), "-cp", joined);
        assertEquals(
                true, compiler.getTask(null, null, null, options, null, units).call());
    }
}
