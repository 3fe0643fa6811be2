// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import racy.history.NightState;

/** One night of the demonstration: when it was, where, and how far it came. Nights are counted from 1. */
record DemoNight(long seed, int number) {
    static final List<String> JDKS = List.of("17", "25");
    static final Duration BUDGET = Duration.ofMinutes(30);

    private static final Instant FIRST = Instant.parse("2026-01-01T01:30:00Z");
    private static final Duration WALL = Duration.ofMinutes(41);
    private static final int NIGHTS_PER_REVISION = 3;

    /** Midnights since the first; one was skipped. */
    private int day() {
        return number - 1 + (number > DemoBundles.LAST_BEFORE_GAP ? 1 : 0);
    }

    Instant started() {
        return FIRST.plus(Duration.ofDays(day()));
    }

    Instant ended() {
        return started().plus(WALL);
    }

    String id() {
        return "demo-" + started().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    String revision() {
        int revision = number == DemoBundles.REGRESSION ? -number : number / NIGHTS_PER_REVISION;
        return new SeededRandom(seed, "revision", revision).hex(12);
    }

    boolean isPartial() {
        return number == DemoBundles.PARTIAL;
    }

    NightState state() {
        return isPartial() ? NightState.PARTIAL : NightState.COMPLETE;
    }

    int shards() {
        return isPartial() ? 2 : 1;
    }

    List<Integer> missing() {
        return isPartial() ? List.of(2) : List.of();
    }

    Map<String, String> environment(String jdk) {
        Map<String, String> values = new TreeMap<>();
        values.put("cpu.governor", "missing");
        values.put("cpu.microcode", "0x1");
        values.put("cpu.model", "Demonstration, no CPU");
        values.put("cpu.processors", "2");
        values.put("cpu.smt", "0");
        values.put("java.version", javaVersion(jdk));
        values.put("java.vm.name", "OpenJDK 64-Bit Server VM");
        values.put("java.vm.vendor", "Demonstration");
        values.put("java.vm.version", javaVersion(jdk) + "+1-demonstration");
        values.put("jcstress.version", number < DemoBundles.HARNESS_CHANGE ? "0.15" : "0.16");
        values.put("jmh.version", jmhVersion());
        values.put("jvm.args", "-Xmx384m");
        values.put("load.average", "0." + new SeededRandom(seed, "load", number).below(90));
        values.put("memory.thp", "always [madvise] never");
        values.put("os.arch", "amd64");
        values.put("os.name", "Linux");
        values.put("os.version", "demonstration");
        values.put("racy.jar.sha256", new SeededRandom(seed, "jar", revision()).hex(64));
        values.put("racy.revision", revision());
        values.put("racy.version", "demonstration");
        return values;
    }

    String jmhVersion() {
        return number < DemoBundles.HARNESS_CHANGE ? "1.36" : "1.37";
    }

    String javaVersion(String jdk) {
        if (jdk.equals("17")) {
            return "17.0.15";
        }
        return number < DemoBundles.JDK_UPDATE ? "25.0.1" : "25.0.2";
    }
}
