// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.review.EvidenceEngine;

/** The arrows between the modules, and within those that remember and show. */
class ArchitectureTest {
    /** What JCStress and JMH generate knows what it runs and its harness. It is most of the classes. */
    private static final JavaClasses RACY = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(file -> !file.contains("_jcstress") && !file.contains("/jmh_generated/"))
            .importPackages("racy");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    racy.explore..         | racy.stress.. racy.bench.. racy.history.. racy.nightly.. racy.report.. racy.cli..
                    racy.explore.vm..      | racy.review.. racy.kernel.. racy.driver.. racy.explore racy.explore.search.. racy.explore.jcstress.. racy.explore.stage.. racy.explore.scene..
                    racy.explore.search..  | racy.review.. racy.explore racy.explore.jcstress.. racy.explore.stage.. racy.explore.scene..
                    racy.explore.stage..   | racy.review.. racy.explore racy.explore.search.. racy.explore.jcstress.. racy.explore.scene..
                    racy.explore.scene..   | racy.explore racy.explore.search.. racy.explore.jcstress..
                    racy.stress..          | racy.explore.. racy.bench.. racy.history.. racy.nightly.. racy.report.. racy.cli..
                    racy.bench..           | racy.stress.. racy.history.. racy.nightly.. racy.report.. racy.cli..
                    racy.history..         | racy.nightly.. racy.report.. racy.cli..
                    racy.history           | racy.history.store.. racy.history.compare.. racy.history.demo..
                    racy.history.stats..   | racy.history.store.. racy.history.compare.. racy.history.bundle..
                    racy.history.bundle..  | racy.history.store.. racy.history.compare.. racy.history.stats..
                    racy.history.compare.. | racy.history.store.. racy.history.demo..
                    racy.nightly..         | racy.history.store.. racy.history.compare.. racy.report.. racy.cli..
                    racy.report..          | racy.history.store.. racy.history.bundle.. racy.nightly.. racy.cli..
                    """)
    void package_doesNotKnow(String from, String others) {
        List<String> unknown = List.of(others.split(" "));
        assertTrue(
                RACY.stream()
                        .anyMatch(type -> type.getPackageName()
                                .startsWith(from.endsWith("..") ? from.substring(0, from.length() - 2) : from)),
                () -> from + " was not imported: the rule would hold of nothing");
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(unknown.toArray(String[]::new))
                .check(RACY);
    }

    /** Everything else has the engines from {@link racy.review.Engines}, so that a jar can bring one. */
    @Test
    void engines_knownOnlyInTheirOwnPackages() {
        DescribedPredicate<JavaClass> engine =
                assignableTo(EvidenceEngine.class).and(not(type(EvidenceEngine.class)));
        assertTrue(RACY.stream().filter(engine).count() > 1, "the rule would hold of nothing");
        noClasses()
                .that()
                .resideOutsideOfPackages("racy.review.script", "racy.stress.evidence")
                .should()
                .dependOnClassesThat(engine)
                .check(RACY);
    }

    /** The clock of a machine may be set during a night; a timer that waits for it would wait as much longer. */
    @Test
    void timers_doNotLookAtTheClockOfTheMachine() {
        noClasses()
                .should()
                .dependOnClassesThat(assignableTo(java.util.Timer.class))
                .check(RACY);
    }

    @Test
    void historyPackages_noCycle() {
        slices().matching("racy.history.(*)..").should().beFreeOfCycles().check(RACY);
        slices().matching("racy.(*)..").should().beFreeOfCycles().check(RACY);
    }
}
