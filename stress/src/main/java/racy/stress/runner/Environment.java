// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The environment of a run. Runs are comparable only if their environments are equal. Except for {@code load.average},
 * nothing in it changes between processes on the same machine and JDK with the same arguments. It records limits, never
 * what is in use.
 */
public final class Environment {
    private static final Path CPU = Path.of("/sys/devices/system/cpu");

    private Environment() {}

    /** Captures it. What cannot be read is recorded as {@value Build#MISSING}. */
    public static Map<String, String> capture() {
        Map<String, String> values = new TreeMap<>();
        for (String property : new String[] {
            "java.version", "java.vm.name", "java.vm.version", "java.vm.vendor", "os.name", "os.version", "os.arch"
        }) {
            values.put(property, System.getProperty(property, Build.MISSING));
        }
        values.put(
                "jvm.args",
                String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        values.put("jvm.flags", jvmFlags());
        values.put("jdk.release", file(Path.of(System.getProperty("java.home"), "release")));
        values.put("cpu.model", cpuModel());
        values.put("cpu.microcode", cpuInfo("microcode"));
        values.put("cpu.processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        values.put("cpu.smt", file(CPU.resolve("smt/active")));
        values.put("cpu.governor", file(CPU.resolve("cpu0/cpufreq/scaling_governor")));
        values.put("cpu.mitigations", mitigations());
        values.put("kernel.version", file(Path.of("/proc/sys/kernel/version")));
        values.put("memory.thp", file(Path.of("/sys/kernel/mm/transparent_hugepage/enabled")));
        values.putAll(Cgroup.limits());
        values.put("load.average", file(Path.of("/proc/loadavg")));
        Build build = Build.read();
        values.put("racy.version", build.version());
        values.put("racy.revision", build.revision());
        values.put("racy.jar.sha256", build.jarSha256());
        values.put("jcstress.version", build.jcstress());
        values.put("jmh.version", build.jmh());
        return values;
    }

    /** The final values of the flags that are not at their default, as {@code jcmd VM.flags} prints them. */
    private static String jvmFlags() {
        try {
            Object flags = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmFlags",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return flags.toString().strip();
        } catch (JMException e) {
            return Build.MISSING;
        }
    }

    /** An x86 kernel names the model. An ARM kernel names the part number of each core. */
    private static String cpuModel() {
        String name = cpuInfo("model name");
        if (!name.equals(Build.MISSING)) {
            return name;
        }
        String parts = cpuInfos("CPU part").distinct().collect(Collectors.joining(", "));
        return parts.isEmpty() ? Build.MISSING : cpuInfo("CPU implementer") + " part " + parts;
    }

    private static String mitigations() {
        try (Stream<Path> files = Files.list(CPU.resolve("vulnerabilities"))) {
            return files.sorted()
                    .map(path -> path.getFileName() + ": " + file(path))
                    .collect(Collectors.joining("; "));
        } catch (IOException e) {
            return Build.MISSING;
        }
    }

    private static String cpuInfo(String key) {
        return cpuInfos(key).findFirst().orElse(Build.MISSING);
    }

    private static Stream<String> cpuInfos(String key) {
        return read(Path.of("/proc/cpuinfo")).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip());
    }

    private static String file(Path path) {
        return read(path).map(String::strip).orElse(Build.MISSING);
    }

    static Optional<String> read(Path path) {
        try {
            return Optional.of(Files.readString(path));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
