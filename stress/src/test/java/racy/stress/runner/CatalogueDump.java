// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;

/**
 * Prints what the catalogue knows about each test, one block for each test, sorted by name: its actors, its outcomes in
 * the order in which they are looked up, and what it is evidence for. Two dumps show what a change of the suite's
 * sources changed.
 */
final class CatalogueDump {
    private CatalogueDump() {}

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Catalogue.load().tests().forEach(test -> out.println(block(test)));
    }

    static String block(StressTest test) {
        TestInfo info = ListedTests.info(test.name());
        StringBuilder block = new StringBuilder(test.name()).append('\n');
        line(block, "class", info.binaryName());
        line(block, "runner", info.generatedRunner());
        line(block, "actors", info.actorNames());
        line(block, "threads", info.threads());
        line(block, "fork", info.requiresFork());
        info.cases().forEach(state -> line(block, "outcome", text(state)));
        line(block, "default", text(info.unmatched()));
        line(block, "questions", test.questions());
        line(block, "variant", test.variant());
        line(block, "race", test.race());
        line(block, "violations", test.violations());
        line(block, "expectation", test.expectation());
        line(block, "level", test.level());
        line(block, "twin", test.twin());
        return block.toString();
    }

    private static void line(StringBuilder block, String name, Object value) {
        block.append("  ").append(name).append(": ").append(value).append('\n');
    }

    private static String text(StateCase state) {
        return state.matchPattern() + " | " + state.expect() + " | " + state.description();
    }
}
