// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher itself, in a small tree with a Maven that writes a small jar in pieces. */
@Timeout(60)
class LauncherTest {
    @TempDir
    private Path scratch;

    private LauncherTree tree;

    @BeforeEach
    void plant() throws Exception {
        tree = LauncherTree.plant(scratch.resolve("tree"));
    }

    @AfterEach
    void noTwoBuildsAtOnce() {
        tree.endAll();
        assertFalse(Files.exists(tree.overlap()), "two builds ran at once");
    }

    private void assertRuns(LauncherTree.Ended ended) {
        assertEquals(0, ended.code(), ended::toString);
        assertTrue(ended.out().contains("ran in tree [hello]"), ended::toString);
    }

    private static void assertRefused(LauncherTree.Ended ended, String... named) {
        assertEquals(3, ended.code(), ended::toString);
        for (String each : named) {
            assertTrue(ended.err().contains(each), () -> "no " + each + " in " + ended);
        }
        assertTrue(ended.err().lines().allMatch(line -> line.startsWith("racy: ")), ended::toString);
    }

    @Test
    void firstUse_buildsOnce_andAfterAnEditAgain() throws Exception {
        assertRuns(tree.run("hello"));
        assertRuns(tree.run("hello"));
        assertEquals(1, tree.builds());
        tree.edit();
        assertRuns(tree.run("hello"));
        assertEquals(2, tree.builds());
    }

    @Test
    void killedBuild_halfAJar_isBuiltAgainFromNothing() throws Exception {
        Path half = Files.createDirectories(tree.root().resolve("cli/target")).resolve("Half.class");
        Path core = Files.createDirectories(tree.root().resolve("target/core")).resolve("Half.class");
        Files.createFile(half);
        Files.createFile(core);
        Process launcher = tree.startHanging();
        tree.maven().destroyForcibly();
        LauncherTree.Ended ended = tree.end(launcher);
        assertEquals(3, ended.code(), ended::toString);
        assertTrue(ended.err().contains("build.log"), ended::toString);
        assertRuns(tree.run("hello"));
        assertEquals(2, tree.builds());
        assertFalse(Files.exists(half) || Files.exists(core), "Maven takes what is newer than its source for whole");
    }

    @ParameterizedTest
    @CsvSource({"KILL, 137", "TERM, 143"})
    void killedLauncher_endsMaven_andTheNextOneBuilds(String signal, int code) throws Exception {
        Process launcher = tree.startHanging();
        ProcessHandle maven = tree.maven();
        if (signal.equals("KILL")) {
            launcher.destroyForcibly();
        } else {
            launcher.destroy();
        }
        assertEquals(code, launcher.waitFor());
        assertRuns(tree.run("hello"));
        tree.awaitEnd(maven);
        assertEquals(2, tree.builds());
    }

    @Test
    void severalAtOnce_oneBuild() throws Exception {
        List<Process> launchers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            launchers.add(tree.start("hello"));
        }
        for (Process launcher : launchers) {
            assertRuns(tree.end(launcher));
        }
        assertEquals(1, tree.builds());
    }

    @Test
    void folderOfTheLock_deletedDuringABuild_lockOfTheNewOneHolds() throws Exception {
        Process first = tree.startHanging();
        Process second = tree.start("hello");
        tree.awaitWord(second, "waiting");
        Files.delete(tree.root().resolve("target/lock"));
        tree.maven().destroyForcibly();
        assertEquals(3, tree.end(first).code());
        assertRuns(tree.end(second));
        assertTrue(Files.exists(tree.root().resolve("target/lock")));
    }

    @Test
    void failedBuild_saysWhere_andLeavesNoJar() throws Exception {
        LauncherTree.Ended ended = tree.with("MODE", "fail").run("hello");
        assertEquals(3, ended.code(), ended::toString);
        assertTrue(ended.err().contains("[ERROR] made up"), ended::toString);
        assertTrue(ended.err().contains("the build failed; its whole log is"), ended::toString);
        assertFalse(Files.exists(tree.jar()));
    }

    @Test
    void fullDisk_namedWithTheLog() throws Exception {
        tree.tool("df", "echo Filesystem; echo '/dev/tiny 100 100 0 100% /mnt/tiny'");
        LauncherTree.Ended ended = tree.with("MODE", "full").run("hello");
        assertEquals(3, ended.code(), ended::toString);
        assertTrue(ended.err().contains("/dev/tiny, mounted on /mnt/tiny, is full"), ended::toString);
        assertTrue(ended.err().contains("build.log"), ended::toString);
        assertRuns(tree.with("MODE", "").run("hello"));
    }

    @Test
    void mavenThatMakesNoJar_isNoSuccess() throws Exception {
        assertRefused(tree.with("MODE", "nothing").with("MAVEN_ARGS", "-v").run("hello"), "MAVEN_ARGS", "-v");
    }

    @Test
    void mavenArgs_asterisk_isNoPattern() throws Exception {
        assertRuns(tree.with("MAVEN_ARGS", "-Dx=* -q").run("hello"));
        assertTrue(tree.mavenArguments().contains("-Dx=* -q"), tree.mavenArguments());
    }

    @Test
    void noFlock_noBuild_butAJarThatIsThereRuns() throws Exception {
        tree.onlyTools("bash", "env", "dirname", "readlink", "find", "sed", "grep", "head", "tr", "cut", "mkdir", "rm");
        assertRefused(tree.run("hello"), "no flock");
        tree.bringJar();
        assertRuns(tree.run("hello"));
    }

    @Test
    void javaHome_broken_named() throws Exception {
        assertRefused(tree.with("JAVA_HOME", "/nowhere").run("hello"), "JAVA_HOME is /nowhere");
        assertEquals(0, tree.builds());
    }

    @Test
    void javaHome_directoryAsJava_named() throws Exception {
        Files.createDirectories(scratch.resolve("jdk/bin/java"));
        assertRefused(tree.with("JAVA_HOME", scratch.resolve("jdk")).run("hello"), "JAVA_HOME is ");
    }

    @Test
    void java_thatDoesNotStart_saysWhatItSaid() throws Exception {
        tree.java("echo 'libjvm.so: no such file' >&2; exit 1");
        assertRefused(tree.run("hello"), "libjvm.so: no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8", "11", "16"})
    void java_tooOld_saysSo(String version) throws Exception {
        tree.java("case $* in *-XshowSettings*) echo '    java.specification.version = " + version
                + "' >&2 ;; *) echo 'Unrecognized option: --enable-native-access' >&2; exit 1 ;; esac");
        assertRefused(tree.run("hello"), "is Java " + version + "; Racy needs a JDK, 17 or newer", "JAVA_HOME");
        tree.bringJar();
        assertRefused(tree.run("hello"), "is Java " + version + "; Racy needs a JDK, 17 or newer", "JAVA_HOME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "it's \"so\" $HOME", "-x", "*", "ümlaut"})
    void path_withOddCharacters_builds(String name) throws Exception {
        tree.move(scratch.resolve(name).resolve("tree"));
        assertRuns(tree.run("hello"));
        assertRuns(tree.in(tree.root()).as("./racy").run("hello"));
        assertRuns(tree.in(scratch).as(name + "/tree/racy").run("hello"));
    }

    @Test
    void path_withAColon_refused() throws Exception {
        tree.move(scratch.resolve("a:b"));
        assertRefused(tree.run("hello"), "colon");
        assertEquals(0, tree.builds());
    }

    @Test
    void link_toALink_fromElsewhere_buildsWhereTheLauncherIs() throws Exception {
        Path elsewhere = Files.createDirectories(scratch.resolve("else where"));
        Files.createSymbolicLink(elsewhere.resolve("one"), Path.of("../tree/racy"));
        Files.createSymbolicLink(elsewhere.resolve("two"), elsewhere.resolve("one"));
        assertRuns(tree.in(elsewhere).as("./two").run("hello"));
        assertTrue(Files.exists(tree.jar()));
    }

    @Test
    void copy_withoutACheckout_refused() throws Exception {
        Path copy = Files.copy(tree.root().resolve("racy"), scratch.resolve("racy"));
        assertRefused(tree.as(copy.toString()).run("hello"), "no checkout of Racy");
    }

    @Test
    void cdpath_exported_buildsItsOwnFolder() throws Exception {
        LauncherTree other = LauncherTree.plant(scratch.resolve("other/tree"));
        assertRuns(tree.in(scratch)
                .as("tree/racy")
                .with("CDPATH", scratch.resolve("other"))
                .run("hello"));
        assertTrue(Files.exists(tree.jar()));
        assertFalse(Files.exists(other.jar()));
        assertRuns(tree.as("bash", "tree/racy").run("hello"));
    }

    @Test
    void currentFolder_deleted_saysSo() throws Exception {
        assertRuns(tree.run("hello"));
        LauncherTree.Ended ended = tree.as(
                        "bash", "-c", "mkdir gone && cd gone && rmdir ../gone && exec " + tree.root() + "/racy hello")
                .run();
        assertEquals(3, ended.code(), ended::toString);
        assertTrue(ended.err().contains("racy: the current directory was deleted"), ended::toString);
    }

    /** None of it may change what the script does. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SHELLOPTS            | noclobber:noglob:errexit:nounset:noexec
                    BASH_FUNC_find%%     | () { echo x; }
                    BASH_FUNC_cd%%       | () { exit 0; }
                    POSIXLY_CORRECT      | 1
                    GREP_OPTIONS         | -v
                    IFS                  | /
                    CDPATH               | /
                    LC_ALL               | tr_TR.UTF-8
                    """)
    void environment_odd_changesNothing(String name, String value) throws Exception {
        assertRuns(tree.with(name, value).run("hello"));
        assertEquals(1, tree.builds());
    }

    @Test
    void bashEnv_isNotRead() throws Exception {
        Path ends = Files.writeString(scratch.resolve("ends.sh"), "exit 0");
        assertRuns(tree.with("BASH_ENV", ends).run("hello"));
    }

    @Test
    void environmentsJavaOptions_good_changeNothing() throws Exception {
        tree.bringJar();
        for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            tree.with(name, "-Dnothing=1");
        }
        assertRuns(tree.run("hello"));
        assertEquals(0, tree.builds());
    }

    /** The JVM ends with 1 or, asked for its version, with 0. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:+NoSuchFlag", "-Xmx1k", "-version", "--nonsense", "-javaagent:none.jar", "Nowhere"})
    void javaOptions_withWhichNothingStarts_named(String options) throws Exception {
        tree.bringJar();
        assertRefused(tree.with("RACY_JAVA_OPTS", options).run("hello"), "RACY_JAVA_OPTS is '" + options + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"})
    void environmentsJavaOptions_withWhichNothingStarts_named(String name) throws Exception {
        tree.bringJar();
        assertRefused(tree.with(name, "-XX:+NoSuchFlag").run("hello"), name, "NoSuchFlag");
    }

    @Test
    void memoryLimit_isNoFinding() throws Exception {
        tree.bringJar();
        LauncherTree.Ended ended =
                tree.as("bash", "-c", "ulimit -v 400000; exec ./racy hello").run();
        assertRefused(ended, "does not start");
    }

    @Test
    void jar_damaged_saysWhatToDo() throws Exception {
        Files.writeString(Files.createDirectories(tree.jar().getParent()).resolve("racy.jar"), "no jar");
        assertRefused(tree.run("hello"), "racy.jar is damaged", "delete it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Launch", "Main"})
    void jar_withoutAClass_isNoFinding(String missing) throws Exception {
        tree.bringJarWithout(missing);
        assertRefused(tree.run("hello"), "damaged");
    }

    @Test
    void classPath_ofWhatIsNotThere_isNoFinding() throws Exception {
        tree.bringJar();
        assertRefused(tree.with("RACY_CLASS_PATH", "none.jar").run("hello"), "RACY_CLASS_PATH", "none.jar");
        Path noJar = Files.writeString(scratch.resolve("no.jar"), "no jar");
        assertRefused(
                tree.with("RACY_CLASS_PATH", scratch + ":" + noJar).run("hello"), "RACY_CLASS_PATH", noJar.toString());
        assertRuns(tree.with("RACY_CLASS_PATH", scratch + ":" + tree.jar()).run("hello"));
    }

    @Test
    void standardStreams_closed_areNoFindings() throws Exception {
        tree.bringJar();
        assertRefused(tree.as("bash", "-c", "exec ./racy hello >&-").run(), "standard output");
        assertRuns(tree.as("bash", "-c", "exec ./racy hello <&- 2>&-").run());
    }

    @Test
    void exitCode_isRacys() throws IOException, InterruptedException {
        tree.bringJar();
        assertEquals(5, tree.run("5").code());
    }
}
