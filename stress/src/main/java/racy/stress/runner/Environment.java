// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The fingerprint of where a run was made; runs are comparable only when theirs are equal. */
final class Environment {
    private Environment() {}

    /** Captures it; what cannot be read is recorded as missing. */
    static Map<String, String> capture() {
        Map<String, String> values = new TreeMap<>();
        for (String property : new String[] {
            "java.version", "java.vm.name", "java.vm.version", "java.vm.vendor", "os.name", "os.version", "os.arch"
        }) {
            values.put(property, System.getProperty(property, Build.MISSING));
        }
        values.put(
                "jvm.args",
                String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        values.put("cpu.model", cpuInfo("model name"));
        values.put("cpu.microcode", cpuInfo("microcode"));
        values.put("cpu.processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        values.put("cpu.smt", file("/sys/devices/system/cpu/smt/active"));
        values.put("cpu.governor", file("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
        values.put("memory.thp", file("/sys/kernel/mm/transparent_hugepage/enabled"));
        values.put("load.average", file("/proc/loadavg"));
        Build build = Build.read();
        values.put("racy.version", build.version());
        values.put("racy.revision", build.revision());
        values.put("racy.jar.sha256", build.jarSha256());
        values.put("jcstress.version", build.jcstress());
        return values;
    }

    private static String cpuInfo(String key) {
        return read("/proc/cpuinfo")
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith(key)).findFirst())
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse(Build.MISSING);
    }

    private static String file(String path) {
        return read(path).map(String::strip).orElse(Build.MISSING);
    }

    private static Optional<String> read(String path) {
        try {
            return Optional.of(Files.readString(Path.of(path)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
