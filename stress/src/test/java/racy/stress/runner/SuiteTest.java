// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;
import racy.stress.ClaimStress;

/** The stress suite as a whole: complete, consistent, and each test runs. */
class SuiteTest {
    private final Catalogue catalogue = Catalogue.load();

    @Test
    void list_equalsAnnotatedClasses() {
        Set<String> annotated = new ClassFileImporter()
                        .importUrl(ClaimStress.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation())
                        .stream()
                        .filter(type -> type.isAnnotatedWith(JCStressTest.class))
                        .map(JavaClass::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> listed = TestList.tests().stream()
                .map(name -> TestList.getInfo(name).binaryName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertFalse(annotated.isEmpty());
        assertEquals(annotated, listed);
        assertEquals(listed.size(), catalogue.tests().size());
    }

    @TestFactory
    Stream<DynamicTest> stressClass_runsInProcess_everyOutcomeGraded() {
        return catalogue.tests().stream().map(test -> dynamicTest(test.shortName(), () -> smoke(test)));
    }

    private static void smoke(StressTest test) throws ReflectiveOperationException {
        TestInfo info = TestList.getInfo(test.name());
        assertTrue(info.threads() <= ForkRunner.CORES, "too many actors for the engine");
        TestResult result = InProcess.run(info);
        assertEquals(Status.NORMAL, result.status(), () -> String.join("\n", result.getMessages()));
        assertTrue(result.getTotalCount() > 0, "no sample");
        assertAll(result.getStateKeys().stream()
                .map(id -> Grading.grade(test, info, id, result.getCount(id)))
                .map(outcome -> () -> assertFalse(outcome.fails(), outcome::toString)));
    }
}
