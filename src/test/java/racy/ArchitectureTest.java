// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;

/**
 * Which package of the core may depend on which. Each package may use only those before it in {@link #ORDER}. {@code
 * ..} includes subpackages. A package may not exist yet.
 */
class ArchitectureTest {
    private static final List<String> ORDER =
            List.of("text", "outside", "kernel", "fence", "sched", "npu", "driver..", "review..");

    private final JavaClasses core = new ClassFileImporter()
            .importUrl(Violation.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void packages_known_only() {
        assertTrue(core.contain(Violation.class), "the core was not imported");
        String[] known = ORDER.stream().map(name -> "racy." + name).toArray(String[]::new);
        classes().should().resideInAnyPackage(known).check(core);
    }

    @Test
    void packages_useOnlyEarlierOnes() {
        for (int i = 0; i < ORDER.size(); i++) {
            String[] later = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(name -> "racy." + name)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("racy." + ORDER.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later)
                    .allowEmptyShould(true)
                    .check(core);
        }
    }

    @Test
    void packages_noCycle() {
        slices().matching("racy.(*)..").should().beFreeOfCycles().check(core);
    }

    @Test
    void packages_documented() throws IOException {
        Path sources = Path.of(System.getProperty("basedir", ""), "main", "java");
        try (Stream<Path> files = Files.walk(sources)) {
            List<Path> missing = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertEquals(List.of(), missing);
        }
    }

    @Test
    void core_noRunTimeDependency() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "racy..")
                .check(core);
    }
}
