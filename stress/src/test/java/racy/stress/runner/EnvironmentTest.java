// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    /** Prints what it captures, after using memory and time as it was told. */
    static final class Capture {
        private Capture() {}

        public static void main(String[] args) throws Exception {
            List<byte[]> used = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(args[0]); i++) {
                used.add(new byte[1 << 20]);
            }
            System.out.println(Json.MAPPER.writeValueAsString(Environment.capture()));
            System.exit(used.size() > 1000 ? 1 : 0);
        }
    }

    @Test
    void capture_twoProcessesOfOneJdk_differInTheLoadAtMost() throws Exception {
        Map<String, String> first = captured("0");
        Map<String, String> second = captured("40");
        first.remove("load.average");
        second.remove("load.average");
        assertEquals(first, second);
        assertTrue(first.get("jvm.flags").contains("-XX:MaxHeapSize="), first.toString());
        assertTrue(first.get("jdk.release").contains("JAVA_VERSION="), first.toString());
    }

    @Test
    void capture_anotherHeap_differs() throws Exception {
        assertNotEquals(
                captured("0").get("jvm.flags"), captured("0", "-Xmx100m").get("jvm.flags"));
    }

    @Test
    void capture_everythingHasAName() {
        Map<String, String> values = Environment.capture();
        for (String name : List.of(
                "cpu.model cpu.microcode cpu.smt cpu.mitigations cpu.governor cpu.processors memory.thp os.version"
                        + " kernel.version jdk.release jvm.flags jvm.args cgroup.memory cgroup.cpu cgroup.cpuset"
                        + " racy.jar.sha256 racy.revision jmh.version jcstress.version")) {
            for (String each : name.split(" ")) {
                assertTrue(values.containsKey(each) && !values.get(each).isBlank(), each);
            }
        }
    }

    @Test
    void cgroup_version2_limitsFromTheInnermostOut(@TempDir Path root) throws Exception {
        Path inner = Files.createDirectories(root.resolve("night.slice/run-17.scope"));
        Files.writeString(inner.resolve("memory.max"), "2147483648\n");
        Files.writeString(inner.resolve("cpu.max"), "max 100000\n");
        Files.writeString(inner.getParent().resolve("memory.max"), "max\n");
        Files.writeString(inner.getParent().resolve("cpu.max"), "150000 100000\n");
        assertEquals(
                new TreeMap<>(Map.of(
                        "cgroup.memory", "2147483648", "cgroup.cpu", "150000 100000", "cgroup.cpuset", "missing")),
                Cgroup.limits(root, Optional.of("0::/night.slice/run-17.scope\n")));
    }

    @Test
    void cgroup_version1_noLimitIsNone(@TempDir Path root) throws Exception {
        Path memory = Files.createDirectories(root.resolve("memory/a"));
        Files.writeString(memory.resolve("memory.limit_in_bytes"), "9223372036854771712\n");
        Path cpu = Files.createDirectories(root.resolve("cpu"));
        Files.writeString(cpu.resolve("cpu.cfs_quota_us"), "-1\n");
        Path cpuset = Files.createDirectories(root.resolve("cpuset"));
        Files.writeString(cpuset.resolve("cpuset.cpus"), "0-1\n");
        assertEquals(
                new TreeMap<>(Map.of("cgroup.memory", "none", "cgroup.cpu", "none", "cgroup.cpuset", "0-1")),
                Cgroup.limits(root, Optional.of("4:memory:/a\n3:cpuset:/not/here\n1:cpu,cpuacct:/../out\n0::/\n")));
    }

    @Test
    void cgroup_noneShown_missing(@TempDir Path root) {
        assertEquals(
                List.of("missing", "missing", "missing"),
                List.copyOf(Cgroup.limits(root, Optional.empty()).values()));
    }

    private static Map<String, String> captured(String megabytes, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Capture.class.getName(),
                megabytes));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, String> values = Json.MAPPER.readValue(process.getInputStream(), new TypeReference<>() {});
        assertEquals(0, process.waitFor());
        return values;
    }
}
