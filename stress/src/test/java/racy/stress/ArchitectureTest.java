// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.OutcomeTable;
import racy.review.Probe;
import racy.review.Teeth;

/** Which package of this module may depend on which. */
class ArchitectureTest {
    /** What JCStress generates for a test knows that test and JCStress. It is most of the classes. */
    private static final JavaClasses STRESS = new ClassFileImporter()
            .withImportOption(file -> !file.contains("_jcstress"))
            .importUrl(ClaimStress.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void testsScenesAndHarness_knowNoEngine() {
        noClasses()
                .that()
                .resideInAnyPackage("racy.stress", "racy.stress.scene", "racy.stress.harness", "racy.stress.probe")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("racy.stress.runner..")
                .check(STRESS);
    }

    @Test
    void scenesAndHarness_knowNoTest() {
        noClasses()
                .that()
                .resideInAnyPackage("racy.stress.scene", "racy.stress.harness", "racy.stress.probe")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("racy.stress")
                .check(STRESS);
    }

    /** The engine uses only the vocabulary, what a test says about itself, and the rule for teeth from the core. */
    @Test
    void engine_knowsOnlyTheVocabulary() {
        noClasses()
                .that()
                .resideInAPackage("racy.stress.runner..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "racy.kernel..",
                                "racy.fence..",
                                "racy.sched..",
                                "racy.npu..",
                                "racy.driver..",
                                "racy.review..")
                        .and(not(belongToAnyOf(
                                Violation.class,
                                Expectation.class,
                                Probe.class,
                                Level.class,
                                Teeth.class,
                                OutcomeTable.class,
                                OutcomeTable.Case.class,
                                OutcomeTable.Grade.class))))
                .check(STRESS);
    }
}
