// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The arrows of this module. */
class ArchitectureTest {
    private final JavaClasses stress = new ClassFileImporter()
            .importUrl(Probe.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void stressTests_knowNoEngine() {
        noClasses()
                .that()
                .resideInAPackage("racy.stress")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("racy.stress.runner..")
                .check(stress);
    }

    @Test
    void engine_knowsOnlyTheVocabularyOfTheModel() {
        noClasses()
                .that()
                .resideInAPackage("racy.stress.runner..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("racy.fence..", "racy.sched..", "racy.npu..", "racy.driver..", "racy.review..")
                .check(stress);
    }
}
