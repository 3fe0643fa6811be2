// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import racy.history.bundle.BundleException;
import racy.history.bundle.Jdk;

class JdksTest {
    private static final Path RUNNING = Path.of(System.getProperty("java.home"));
    private static final String FEATURE = System.getProperty("java.specification.version");

    @TempDir
    Path folder;

    /** A directory whose bin/java is this script. */
    private Path jdk(String name, String script) throws IOException {
        Path java = Files.createDirectories(folder.resolve(name).resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder.resolve(name);
    }

    private static String saying(String version, String vendor) {
        return "echo '    java.specification.version = " + version + "'; echo '    java.version = " + version
                + ".0.1'; echo '    java.vendor = " + vendor + "'";
    }

    private static List<String> labels(Jdks jdks) {
        return jdks.jdks().stream().map(Jdk::label).toList();
    }

    @Test
    void find_theRunningOneFirst_eachOnce() {
        Jdks jdks = Jdks.find();
        assertEquals(RUNNING, jdks.found().get(0).home());
        assertEquals(FEATURE, jdks.jdks().get(0).label());
        assertEquals(labels(jdks).stream().distinct().toList(), labels(jdks));
        assertTrue(jdks.jdks().stream()
                .allMatch(jdk -> Integer.parseInt(jdk.label().replaceAll("-.*", "")) >= 17));
    }

    @Test
    void probe_sameByLinkOrRelease_once() throws Exception {
        Path one = jdk("one", saying("21", "Debian"));
        Files.writeString(one.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
        Path copy = jdk("copy", saying("21", "Debian"));
        Files.writeString(copy.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
        Path link = Files.createSymbolicLink(folder.resolve("link"), one);
        assertEquals(List.of("21"), labels(Jdks.probe(List.of(one, link, copy), false)));
        assertEquals(
                List.of("21", "21-debian"),
                labels(Jdks.probe(List.of(one, link, copy), true)),
                "who names two gets two, but not one twice");
    }

    @Test
    void probe_sameVersion_toldApartByVendorThenNumber() throws Exception {
        List<Path> homes = List.of(
                jdk("a", saying("21", "Debian")),
                jdk("b", saying("21", "Eclipse Adoptium")),
                jdk("c", saying("21", "Eclipse Adoptium")),
                jdk("d", saying("25", "Oracle")));
        assertEquals(List.of("21", "21-eclipse", "21-eclipse-2", "25"), labels(Jdks.probe(homes, true)));
    }

    @Test
    void probe_broken_isToldAndTheOthersAreThere() throws Exception {
        Path broken = jdk("broken", "echo 'cannot load libjvm.so' >&2; exit 1");
        Jdks jdks = Jdks.probe(List.of(RUNNING, broken), false);
        assertEquals(List.of(FEATURE), labels(jdks));
        assertEquals(
                List.of(broken + " is no JDK that runs: its bin/java ended with 1: cannot load libjvm.so"),
                jdks.broken());
    }

    @Test
    void of_wrongPath_named() throws Exception {
        Path old = jdk("old", saying("11", "Debian"));
        for (Path wrong : List.of(folder.resolve("nothing"), folder, old)) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> Jdks.of(List.of(RUNNING, wrong)));
            assertTrue(e.getMessage().startsWith(wrong + " "), e.getMessage());
        }
    }

    @Test
    void installed_byLabelAndVersion_orTheOnlyOneOfTheVersion() throws Exception {
        Jdks two = Jdks.of(List.of(jdk("a", saying("21", "Debian")), jdk("b", saying("21", "Oracle"))));
        assertEquals(two.found(), two.installed(two.jdks()));
        Jdk unknown = new Jdk("21-sap", "21.0.1");
        BundleException several = assertThrows(BundleException.class, () -> two.installed(List.of(unknown)));
        assertTrue(several.getMessage().contains("more than one of this version"), several.getMessage());

        Jdks one = Jdks.of(List.of(folder.resolve("a")));
        assertEquals(folder.resolve("a"), one.installed(List.of(unknown)).get(0).home());
        BundleException none =
                assertThrows(BundleException.class, () -> one.installed(List.of(new Jdk("21", "21.0.2"))));
        assertTrue(none.getMessage().contains("JDK 21 of version 21.0.2, and none was found"), none.getMessage());
    }
}
