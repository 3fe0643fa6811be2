// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.annotations.Actor;
import racy.explore.junit.ExploreTests;
import racy.review.MemoryModel;

/** The JUnit test that {@code racy explore --as-junit} prints: it compiles, passes, and fails once the race is mended. */
class ExploreAsJUnitTest {
    private static final String RACY = "int x; int y;"
            + " @Actor public void left(I_Result r) { int old = x; x = old + 1; }"
            + " @Actor public void right() { int old = x; x = old + 1; }"
            + " @Arbiter public void look(I_Result r) { r.r1 = x - 1; }";
    private static final String MENDED = RACY.replace("public void", "public synchronized void");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private static Path folder;

    private static Path racy;

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @BeforeAll
    static void make() throws IOException {
        racy = new ForeignJar(folder)
                .test("Counter", RACY)
                .test("Quiet", MENDED)
                .test("Prints", "@Actor public void one(I_Result r) { System.out.println(1); }")
                .write("racy");
    }

    @Test
    void printed_compiledAndRun_passesUntilTheRaceIsMended() throws Exception {
        assertEquals(0, run("explore", "--jar", racy.toString(), "-t", "Counter", "--as-junit"));
        String source = out.toString();
        assertTrue(source.startsWith("package other;\n"), source);
        assertTrue(source.contains("    // FORBIDDEN: It is zero.\n"), source);
        assertTrue(source.contains("reads x = 0 from the initial value"), source);
        Path mended = new ForeignJar(folder).test("Counter", MENDED).write("mended");

        Path classes = Files.createDirectories(folder.resolve("generated"));
        List<Path> path = List.of(
                racy,
                ForeignJar.place(ExploreTests.class),
                ForeignJar.place(MemoryModel.class),
                ForeignJar.place(Test.class));
        ForeignJar.compile(Map.of("CounterReplayTest", source), path, classes);
        play(classes, racy);
        InvocationTargetException e = assertThrows(InvocationTargetException.class, () -> play(classes, mended));
        assertTrue(
                e.getCause() instanceof AssertionError
                        && e.getCause().getMessage().startsWith("other.Counter cannot reach 0 in this way: step 1"),
                () -> e.getCause().toString());
    }

    /** Runs the one test of the class, as JUnit does. */
    private static void play(Path classes, Path jar) throws Exception {
        URL[] urls = {
            classes.toUri().toURL(),
            jar.toUri().toURL(),
            ForeignJar.place(Actor.class).toUri().toURL()
        };
        try (URLClassLoader loader = new URLClassLoader(urls, ExploreAsJUnitTest.class.getClassLoader())) {
            Class<?> test = Class.forName("other.CounterReplayTest", true, loader);
            var constructor = test.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method method = test.getDeclaredMethod("outcome_0");
            assertEquals(1, test.getDeclaredMethods().length);
            assertTrue(method.isAnnotationPresent(Test.class));
            method.setAccessible(true);
            method.invoke(constructor.newInstance());
        }
    }

    @Test
    void printed_ofAReplay_hasThatExecutionOnly() {
        assertEquals(0, run("explore", "-t", "ClaimStress.ReadThenWriteIrq$", "--witness", "all", "--as-junit"));
        String all = out.toString();
        assertEquals(3, all.split("@Test", -1).length - 1, all);
        String schedule = all.replaceAll("(?s).*\"(sc:\\S*)\", \"1, 1\".*", "$1");
        out.getBuffer().setLength(0);
        assertEquals(0, run("explore", "-t", "ClaimStress.ReadThenWriteIrq$", "--replay", schedule, "--as-junit"));
        String one = out.toString();
        assertEquals(1, one.split("@Test", -1).length - 1, one);
        assertTrue(one.contains("class ClaimStressReadThenWriteIrqReplayTest {"), one);
        assertTrue(
                one.contains("assertReplays(ClaimStress.ReadThenWriteIrq.class, \"" + schedule + "\", \"1, 1\");"),
                one);
    }

    @Test
    void nothingToPrint_isSaid() {
        assertEquals(2, run("explore", "--as-junit", "-t", "ClaimStress"));
        assertTrue(err.toString().contains("--as-junit is for one test, and -t chooses 21"), err::toString);
        assertEquals(2, run("explore", "--jar", racy.toString(), "--as-junit", "-t", "Quiet"));
        assertTrue(err.toString().contains("the test reaches no outcome that --witness bad shows"), err::toString);
        assertEquals(2, run("explore", "--jar", racy.toString(), "--as-junit", "-t", "Prints"));
        assertTrue(err.toString().contains("out of model: the static field java.lang.System.out"), err::toString);
    }
}
