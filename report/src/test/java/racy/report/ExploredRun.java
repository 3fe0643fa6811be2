// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import racy.explore.Bounds;
import racy.explore.Exploration;
import racy.explore.ExploredTest;
import racy.explore.Explorer;
import racy.explore.jcstress.JcstressTests;
import racy.review.Interleaving;
import racy.review.MemoryModel;
import racy.review.OutcomeTable.Grade;
import racy.review.SearchBounds;
import racy.review.Step;

/** Runs of the explorer: real ones, and made-up ones with what real tests hardly have. */
public final class ExploredRun {
    static final String HOSTILE = "<img src=x onerror=alert(1)>\u202E\"' &amp; </script><!--";

    private ExploredRun() {}

    /** A test of each verdict. */
    public static List<ExploredTest> tests() {
        List<ExploredTest> tests = new ArrayList<>();
        tests.add(real("ClaimStress$ReadThenWriteIrq", Bounds.DEFAULT));
        tests.add(real("ClaimStress$ReadThenWriteOfThree", Bounds.parse("preemptions=1")));
        tests.add(real("ClaimStress$XchgXchg", Bounds.parse("states=2")));
        tests.add(new ExploredTest("other.Prints", null, "java.lang.System.out, used by Prints.java:3", List.of()));
        tests.add(madeUp("other.Counter", "1", "An increment is lost.", Grade.FORBIDDEN));
        return tests;
    }

    private static ExploredTest real(String name, Bounds bounds) {
        ClassLoader source = ExploredRun.class.getClassLoader();
        Explorer explorer = new Explorer(source, MemoryModel.SC, bounds);
        String binaryName = "racy.stress." + name;
        return ExploredTest.of(
                explorer, new JcstressTests(source), binaryName.replace('$', '.'), binaryName, () -> false);
    }

    /** A test that reaches one outcome, which is bad. */
    public static ExploredTest madeUp(String name, String outcome, String description, Grade grade) {
        Interleaving witness = new Interleaving(List.of(
                Step.access("one", "reads " + name, name + ".java:7", "0", "the initial value"),
                Step.access("two", "writes " + name, name + ".java:8", outcome, null),
                Step.of("at the end", Step.Kind.ACTION, outcome)));
        Exploration exploration = new Exploration(
                name,
                MemoryModel.SC,
                SearchBounds.NONE,
                Map.of(outcome, 2L),
                Map.of(outcome, witness),
                Map.of(outcome, "sc:one=1:0000"),
                1234,
                2345,
                null,
                0.5);
        return new ExploredTest(
                name,
                exploration,
                null,
                List.of(new ExploredTest.Row(outcome, grade, description, 2, 0, witness, "sc:one=1:0000")));
    }

    static ExplorePage page(List<ExploredTest> tests) {
        return new ExplorePage(MemoryModel.SC, Bounds.DEFAULTS, tests.size(), tests, ExploredRun::again);
    }

    /** A command for what has harmless names. */
    public static Optional<String> again(String test, String schedule) {
        return test.matches("[A-Za-z.]+")
                ? Optional.of("./racy explore -t '" + test + "$' --replay '" + schedule + "'")
                : Optional.empty();
    }
}
