// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The launcher in a small tree, with a Maven that writes a small jar, and how to run it. The jar has the classes that
 * the launcher starts, and a {@code racy.cli.Main} that prints its arguments, or ends with the code that it is given.
 */
final class LauncherTree {
    /** Tells of two at once, writes half of the jar, does what MODE says, and writes the rest. */
    private static final String MAVEN = """
            for pid in $(cat "$FAKE/builds" 2>/dev/null); do
                grep -qs 'State:.[^Z]' "/proc/$pid/status" && touch "$FAKE/overlap"
            done
            echo $$ >>"$FAKE/builds"
            echo "$*" >"$FAKE/arguments"
            jar=cli/target/racy.jar
            mkdir -p cli/target && head -c 500 "$FAKE/small.jar" >$jar || exit 1
            touch "$FAKE/half"
            case ${MODE-} in
                hang) sleep 60 ;;
                fail) echo '[ERROR] made up'; rm $jar; exit 1 ;;
                full) echo '[ERROR] write failed: No space left on device'; exit 1 ;;
                nothing) rm $jar; exit 0 ;;
            esac
            cat "$FAKE/small.jar" >$jar
            """;

    private static final String MAIN = """
            package racy.cli;
            public class Main {
                public static int run(String... args) {
                    System.out.println("ran in tree " + java.util.Arrays.toString(args));
                    return args[0].matches("[0-9]+") ? Integer.parseInt(args[0]) : 0;
                }
                public static void main(String... args) { System.exit(run(args)); }
            }
            """;

    private static final List<String> CLASSES = List.of("Probe", "Launch", "Main");

    /** How a launcher ended. */
    record Ended(int code, String out, String err) {}

    private Path root;
    private final Path fake;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> started = new ArrayList<>();
    private Path folder;
    private List<String> command;

    private LauncherTree(Path root) {
        this.root = root;
        fake = root.resolveSibling(root.getFileName() + "-fake");
        folder = root;
        command = List.of(root.resolve("racy").toString());
    }

    static LauncherTree plant(Path root) throws IOException {
        for (String folder : List.of(".mvn", "src/src", "cli/src")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (String file : List.of("pom.xml", "src/pom.xml", "cli/pom.xml", "src/src/Source.java")) {
            Files.createFile(root.resolve(file));
        }
        Files.copy(Path.of("../racy"), root.resolve("racy"), StandardCopyOption.COPY_ATTRIBUTES);
        LauncherTree tree = new LauncherTree(root);
        Files.createDirectories(tree.fake.resolve("bin"));
        tree.tool("mvn", MAVEN);
        Files.write(tree.fake.resolve("small.jar"), jar(CLASSES));
        tree.environment.put("FAKE", tree.fake.toString());
        tree.environment.put("JAVA_HOME", System.getProperty("java.home"));
        tree.environment.put("PATH", tree.fake.resolve("bin") + ":" + System.getenv("PATH"));
        return tree;
    }

    private static byte[] jar(List<String> classes) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
            for (String name : classes) {
                jar.putNextEntry(new ZipEntry("racy/cli/" + name + ".class"));
                jar.write(name.equals("Main") ? SMALL_MAIN : original(name));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] original(String name) throws IOException {
        try (InputStream in = Launch.class.getResourceAsStream(name + ".class")) {
            return in.readAllBytes();
        }
    }

    private static final byte[] SMALL_MAIN = compileMain();

    private static byte[] compileMain() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var bytes = new java.io.ByteArrayOutputStream();
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Main.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return MAIN;
                    }
                };
        JavaFileObject compiled = new SimpleJavaFileObject(URI.create("mem:///Main.class"), JavaFileObject.Kind.CLASS) {
            @Override
            public OutputStream openOutputStream() {
                return bytes;
            }
        };
        JavaFileManager files = new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String name, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
                return compiled;
            }
        };
        if (!compiler.getTask(null, files, null, List.of("-proc:none"), null, List.of(source))
                .call()) {
            throw new IllegalStateException("the small Main does not compile");
        }
        return bytes.toByteArray();
    }

    Path root() {
        return root;
    }

    Path jar() {
        return root.resolve("cli/target/racy.jar");
    }

    /** There if a build began while another ran. */
    Path overlap() {
        return fake.resolve("overlap");
    }

    int builds() throws IOException {
        Path file = fake.resolve("builds");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    String mavenArguments() throws IOException {
        return Files.readString(fake.resolve("arguments"));
    }

    /** The jar as if it had been built. */
    void bringJar() throws IOException {
        bringJarWithout("");
    }

    void bringJarWithout(String missing) throws IOException {
        Files.createDirectories(jar().getParent());
        Files.write(
                jar(),
                jar(CLASSES.stream().filter(name -> !name.equals(missing)).toList()));
    }

    void edit() throws IOException {
        Files.setLastModifiedTime(
                root.resolve("src/src/Source.java"),
                FileTime.from(Files.getLastModifiedTime(jar()).toInstant().plusMillis(10)));
    }

    void move(Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.move(root, to);
        root = to;
        folder = to;
        command = List.of(to.resolve("racy").toString());
    }

    /** A script that is found before the tool of this name. */
    void tool(String name, String script) throws IOException {
        script(fake.resolve("bin").resolve(name), script);
    }

    /** A script in place of Java. */
    void java(String script) throws IOException {
        Path home = fake.resolve("jdk");
        script(Files.createDirectories(home.resolve("bin")).resolve("java"), script);
        with("JAVA_HOME", home);
    }

    private static void script(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/bash -p\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** From here on there are no tools but these, and the Maven. */
    void onlyTools(String... names) throws IOException {
        for (String name : names) {
            Path tool = Stream.of(System.getenv("PATH").split(":"))
                    .map(each -> Path.of(each, name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            tool(name, "exec " + tool + " \"$@\"");
        }
        with("PATH", fake.resolve("bin"));
    }

    LauncherTree with(String name, Object value) {
        environment.put(name, value.toString());
        return this;
    }

    LauncherTree in(Path where) {
        folder = where;
        return this;
    }

    /** The launcher is called by this command. */
    LauncherTree as(String... words) {
        command = List.of(words);
        return this;
    }

    Process start(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("RACY_.*|MAVEN_.*|.*JAVA_.*OPTIONS|CDPATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        started.add(process);
        return process;
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return end(start(arguments));
    }

    /** Both outputs are a few lines, so reading one after the other cannot block. */
    Ended end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes());
        String err = new String(process.getErrorStream().readAllBytes());
        return new Ended(process.waitFor(), out, err);
    }

    /** A launcher whose Maven has written half of the jar and goes no further. The next Maven is well again. */
    Process startHanging() throws IOException, InterruptedException {
        with("MODE", "hang");
        Process launcher = start("hello");
        with("MODE", "");
        while (!Files.exists(fake.resolve("half"))) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return launcher;
    }

    /** The newest Maven. */
    ProcessHandle maven() throws IOException {
        List<String> pids = Files.readAllLines(fake.resolve("builds"));
        return ProcessHandle.of(Long.parseLong(pids.get(pids.size() - 1))).orElseThrow();
    }

    /** One that ended and that nobody has waited for counts as ended. */
    void awaitEnd(ProcessHandle process) throws IOException, InterruptedException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        while (Files.exists(status) && !Files.readString(status).contains("State:\tZ")) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Until it has said so on its standard error. */
    void awaitWord(Process process, String word) throws IOException {
        StringBuilder said = new StringBuilder();
        for (int c = 0; said.indexOf(word) < 0; said.append((char) c)) {
            c = process.getErrorStream().read();
            if (c < 0) {
                throw new AssertionError("ended without '" + word + "': " + said);
            }
        }
    }

    /** What a failed test left running. */
    void endAll() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }
}
