// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.util.TestLineReader;

/**
 * The tests that JCStress's annotation processor has listed, from every directory and jar on the class path. JCStress's
 * own {@link TestList} reads only the first list that it finds. So the tests of one jar would hide those of another.
 * The forks need no list, because they are told the class to run.
 */
public final class ListedTests {
    private static final String LIST = TestList.LIST.substring(1);

    /** Read once, because the class path does not change. */
    private static final Map<String, TestInfo> TESTS = read();

    private ListedTests() {}

    /** All listed tests, sorted by name. */
    public static Collection<TestInfo> all() {
        return TESTS.values();
    }

    /**
     * The test of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TestInfo info(String name) {
        TestInfo info = TESTS.get(name);
        if (info == null) {
            throw new IllegalArgumentException("no list on the class path has a stress test " + name);
        }
        return info;
    }

    private static Map<String, TestInfo> read() {
        Map<String, TestInfo> tests = new TreeMap<>();
        try {
            for (URL list : Collections.list(ListedTests.class.getClassLoader().getResources(LIST))) {
                try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        add(tests, new TestLineReader(line));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(tests);
    }

    /** If two tests have the same name, the first one counts, as for two classes with the same name. */
    private static void add(Map<String, TestInfo> tests, TestLineReader line) {
        if (line.isCorrect()) {
            TestInfo info = info(line);
            tests.putIfAbsent(info.name(), info);
        }
    }

    /** Reads the parts in the order in which JCStress's processor writes a line. */
    private static TestInfo info(TestLineReader line) {
        String name = line.nextString();
        String binaryName = line.nextString();
        String runner = line.nextString();
        String description = line.nextString();
        List<String> actors = new ArrayList<>();
        for (int actor = line.nextInt(); actor > 0; actor--) {
            actors.add(line.nextString());
        }
        boolean requiresFork = line.nextBoolean();
        TestInfo info = new TestInfo(name, binaryName, runner, description, actors.size(), actors, requiresFork);
        for (int outcome = line.nextInt(); outcome > 0; outcome--) {
            Expect expect = Expect.values()[line.nextInt()];
            String text = line.nextString();
            for (int id = line.nextInt(); id > 0; id--) {
                info.addCase(new StateCase(Pattern.compile(line.nextString()), expect, text));
            }
        }
        for (int ref = line.nextInt(); ref > 0; ref--) {
            info.addRef(line.nextString());
        }
        return info;
    }
}
