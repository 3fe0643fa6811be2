// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;

/** A stored run says what to run again. It is no command line. */
class ReplayTest {
    private static final ForkSettings SETTINGS = new ForkSettings(100, 1, 64, 10, SpinLoopStyle.THREAD_YIELD, 128);
    private static final StressTest TEST =
            Catalogue.load().find("racy.stress.ClaimStress.XchgXchg").orElseThrow();

    @TempDir
    Path folder;

    private StressException refused(int mode, String... args) {
        ForkSpec spec = new ForkSpec(TEST.name(), 0, mode, List.of(args), SETTINGS);
        Path out = folder.resolve("run");
        StressException e =
                assertThrows(StressException.class, () -> new StressEngine(progress -> {}).replay(TEST, spec, out));
        assertFalse(Files.exists(out), "nothing was begun");
        return e;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-javaagent:/tmp/evil.jar",
                "-agentpath:/tmp/evil.so",
                "-agentlib:jdwp=transport=dt_socket,server=y",
                "-XX:OnError=touch /tmp/pwned",
                "-XX:OnOutOfMemoryError=touch /tmp/pwned",
                "-XX:Flags=/tmp/flags",
                "-XX:VMOptionsFile=/tmp/flags",
                "-XX:StressSeed=1 -javaagent:x",
                "-XX:StressSeed=x",
                "-XX:StressSeed=-1",
                "-Djava.library.path=/tmp",
                "-Xbootclasspath/a:/tmp/evil.jar",
                "-Xlog:gc:file=/tmp/x",
                "-cp",
                "@/tmp/arguments",
                "--module-path=/tmp",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "evil.Main",
                "",
            })
    void argumentThatIsNoFlagOfJcstress_isRefusedByName(String arg) {
        String message = refused(1, "-XX:+StressLCM", arg).getMessage();
        assertTrue(message.contains("ran with " + arg), message);
        assertTrue(message.contains("a replay does not take"), message);
    }

    /** As flags look, and none of JCStress's on this JDK: perhaps of another one's. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -XX:+DisableAttachMechanism
            -XX:+StressFromTheFuture -XX:StressSeed=1
            -XX:StressSeed=1
            -XX:MaxHeapSize=1
            -XX:+UnlockDiagnosticVMOptions
            """)
    void flagsThatJcstressDoesNotUseHere_areRefusedByName(String flags) {
        String message = refused(1, flags.split(" ")).getMessage();
        assertTrue(message.contains(flags) && message.contains("run it on the JDK that it ran on"), message);
    }

    @Test
    void hugeSeedAndTwoSeeds_areRefused() {
        assertTrue(refused(1, "-XX:StressSeed=99999999999").getMessage().contains("no stress seed"));
        assertTrue(
                refused(1, "-XX:StressSeed=1", "-XX:StressSeed=2").getMessage().contains("no stress seed"));
    }

    @Test
    void compileModeOfOtherActors_isRefused() {
        assertTrue(refused(1_000_000).getMessage().contains("compile mode 1000000"));
        assertTrue(refused(Integer.MIN_VALUE).getMessage().contains("compile mode"));
    }

    /** What a ledger chooses among is what the engine runs by itself. */
    @Test
    void everyForkOfThePlan_canBeReplayed() throws Exception {
        StressVm vm = StressVm.probe(SETTINGS);
        ForkPlan plan = new ForkPlan(TEST, vm, SETTINGS, 5);
        for (int i = 0; i < 60; i++) {
            ForkSpec spec = plan.fork(i);
            StressVm.checkReplay(spec.jvmArgs());
            assertEquals(spec, vm.replayed(TEST, spec));
            List<String> elsewhere = new ArrayList<>(spec.jvmArgs());
            elsewhere.remove("--enable-native-access=ALL-UNNAMED");
            ForkSpec same = new ForkSpec(spec.test(), i, spec.compileMode(), elsewhere, spec.settings());
            assertEquals(spec, vm.replayed(TEST, same), "flags of this process do not matter");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,1,1,128", "600001,1,1,1,128", "600,1001,1,1,128", "1,1,0,1,128", "1,1,1000001,1,128",
        "1,1,2000,501,128", "1,1,2147483647,2,128", "1,1,1,1,0", "1,1,1,1,32769", "1,-1,1,1,128"
    })
    void settingsBeyondWhatAForkTakes_areRefused(int millis, int iterations, int size, int count, int heap) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ForkSettings(millis, iterations, size, count, SpinLoopStyle.THREAD_YIELD, heap));
    }

    /** A test is what its class says: its actors decide how many JVMs are started. */
    @Test
    void resume_testThatTheCatalogueHasOtherwise_isRefused() throws Exception {
        StressTest forged = new StressTest(
                TEST.name(),
                List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"),
                TEST.questions(),
                TEST.variant(),
                TEST.race(),
                Set.of(),
                TEST.expectation(),
                TEST.level(),
                TEST.twin());
        Manifest manifest =
                new Manifest(Manifest.VERSION, "2026-01-01T00:00:00Z", Map.of(), 1, 1, 1, SETTINGS, List.of(forged));
        StressRun run = new StressRun(folder.resolve("forged"), manifest, List.of(), List.of());
        run.write();
        StressRequest request =
                new StressRequest(List.of(TEST), java.time.Duration.ZERO, java.time.Duration.ZERO, 1, 1, SETTINGS);
        StressException e = assertThrows(
                StressException.class, () -> new StressEngine(progress -> {}).resume(request, run.directory()));
        assertTrue(e.getMessage().contains(TEST.name()), e.getMessage());
    }
}
