// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;

/** The arrows between the packages of the core: each may use only those before it in {@link #ORDER}. */
class ArchitectureTest {
    private static final List<String> ORDER =
            List.of("kernel", "fence", "sched", "npu", "driver", "driver.variant", "review.script", "review");

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
        slices().matching("racy.(**)").should().beFreeOfCycles().check(core);
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
