// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URL;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.review.Question;
import racy.review.Questions;
import racy.stress.ClaimStress;

/** The stress suite as a whole: complete, consistent, and each test runs. */
class SuiteTest {
    private static final URL SUITE =
            ClaimStress.class.getProtectionDomain().getCodeSource().getLocation();

    private final Catalogue catalogue = Catalogue.load();

    /** The suite's own tests. Other tests on the class path are not checked here. */
    private final List<StressTest> tests =
            catalogue.tests().stream().filter(SuiteTest::isOurs).toList();

    @Test
    void list_equalsAnnotatedClasses() {
        // What JCStress generates for a test is most of the classes, and none of it is annotated.
        Set<String> annotated = new ClassFileImporter()
                .withImportOption(file -> !file.contains("_jcstress")).importUrl(SUITE).stream()
                        .filter(type -> type.isAnnotatedWith(JCStressTest.class))
                        .map(JavaClass::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> listed = tests.stream()
                .map(test -> ListedTests.info(test.name()).binaryName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertFalse(annotated.isEmpty());
        assertEquals(annotated, listed);
        assertEquals(listed.size(), tests.size());
    }

    @Test
    void probes_complete_consistent() {
        assertEquals(List.of(), catalogue.problems());
        assertEquals(
                List.of(),
                tests.stream()
                        .filter(StressTest::isForeign)
                        .map(StressTest::name)
                        .toList());
    }

    @Test
    void probes_questionsAndVariants_known() {
        Set<String> questions = Questions.all().stream().map(Question::id).collect(Collectors.toSet());
        Set<String> variants = Variants.all().stream().map(Variant::id).collect(Collectors.toSet());
        assertEquals(List.of(), unknown(StressTest::questions, questions), "questions");
        assertEquals(
                List.of(),
                unknown(test -> test.variant().isEmpty() ? List.of() : List.of(test.variant()), variants),
                "variants");
    }

    /** Each unknown id, with the test that names it. */
    private List<String> unknown(Function<StressTest, List<String>> ids, Set<String> known) {
        return tests.stream()
                .flatMap(test -> ids.apply(test).stream()
                        .filter(id -> !known.contains(id))
                        .map(id -> test.name() + " names " + id))
                .toList();
    }

    private static boolean isOurs(StressTest test) {
        return Catalogue.Listed.of(ListedTests.info(test.name()))
                .type()
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .equals(SUITE);
    }

    @TestFactory
    Stream<DynamicTest> stressClass_runsInProcess_everyOutcomeGraded() {
        return tests.stream().map(test -> dynamicTest(test.shortName(), () -> smoke(test)));
    }

    private static void smoke(StressTest test) throws ReflectiveOperationException {
        TestInfo info = ListedTests.info(test.name());
        assertTrue(info.threads() <= ForkRunner.CORES, "too many actors for the engine");
        TestResult result = InProcess.run(info);
        assertEquals(Status.NORMAL, result.status(), () -> String.join("\n", result.getMessages()));
        assertTrue(result.getTotalCount() > 0, "no sample");
        assertAll(result.getStateKeys().stream()
                .map(id -> Grading.grade(test, info, id, result.getCount(id)))
                .map(outcome -> () -> assertFalse(outcome.fails(), outcome::toString)));
    }
}
