// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The limits of this process's control group and of the groups around it, in version 2 or 1. A limit is a list of what
 * the groups say, from the innermost to the outermost, without those that say nothing. It is {@code none} if no group
 * says anything. The path of the group is not recorded, because it may differ from process to process.
 */
final class Cgroup {
    private static final String NONE = "none";

    private final Path root;
    private final List<String> memberships;

    private Cgroup(Path root, List<String> memberships) {
        this.root = root;
        this.memberships = memberships;
    }

    /** The limits of this process. {@value Build#MISSING} if the kernel shows no control groups. */
    static Map<String, String> limits() {
        return limits(Path.of("/sys/fs/cgroup"), Environment.read(Path.of("/proc/self/cgroup")));
    }

    /** The same for the file system below {@code root}, with {@code memberships} as in {@code /proc/self/cgroup}. */
    static Map<String, String> limits(Path root, Optional<String> memberships) {
        Cgroup cgroup =
                new Cgroup(root, memberships.stream().flatMap(String::lines).toList());
        Map<String, String> limits = new TreeMap<>();
        limits.put("cgroup.memory", cgroup.limit("memory", "memory.max", "memory.limit_in_bytes"));
        limits.put("cgroup.cpu", cgroup.limit("cpu", "cpu.max", "cpu.cfs_quota_us"));
        limits.put("cgroup.cpuset", cgroup.limit("cpuset", "cpuset.cpus.effective", "cpuset.cpus"));
        return limits;
    }

    private String limit(String controller, String version2, String version1) {
        for (String membership : memberships) {
            String[] fields = membership.split(":", 3);
            if (fields.length < 3) {
                continue;
            }
            if (List.of(fields[1].split(",")).contains(controller)) {
                return chain(root.resolve(controller), fields[2], version1);
            }
        }
        return memberships.stream()
                .filter(line -> line.startsWith("0::"))
                .findFirst()
                .map(line -> chain(root, line.substring(3), version2))
                .orElse(Build.MISSING);
    }

    /**
     * What the group of this path and those around it say. In a container, the path may be one that it does not have.
     */
    private static String chain(Path mount, String path, String file) {
        List<String> said = new ArrayList<>();
        boolean found = false;
        Path own = mount.resolve(path.replaceFirst("^/+", "")).normalize();
        for (Path group = own.startsWith(mount) ? own : mount; group.startsWith(mount); group = group.getParent()) {
            Optional<String> value =
                    Environment.read(group.resolve(file)).map(String::strip).filter(text -> !text.isEmpty());
            found |= value.isPresent();
            value.filter(text -> !isNoLimit(text) && !said.contains(text)).ifPresent(said::add);
        }
        if (!found) {
            return Build.MISSING;
        }
        return said.isEmpty() ? NONE : String.join(", ", said);
    }

    /** In version 1, "no limit" is -1 or the largest number of whole pages. */
    private static boolean isNoLimit(String text) {
        return text.equals("max")
                || text.startsWith("max ")
                || text.equals("-1")
                || text.matches("9223372036854\\d{6}");
    }
}
