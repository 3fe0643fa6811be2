// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import racy.history.bundle.Fingerprint;

/**
 * A value of the environment that keeps two nights from being compared.
 *
 * @param name of the value
 * @param before what it was; {@code missing} where that environment does not have it
 * @param after what it is, likewise
 */
public record EnvironmentDifference(String name, String before, String after) {
    private static final String MISSING = "missing";

    /** Every difference that matters, by name. */
    public static List<EnvironmentDifference> between(Map<String, String> before, Map<String, String> after) {
        Map<String, String> old = Fingerprint.compared(before);
        Map<String, String> now = Fingerprint.compared(after);
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        List<EnvironmentDifference> differences = new ArrayList<>();
        for (String name : names) {
            String a = old.getOrDefault(name, MISSING);
            String b = now.getOrDefault(name, MISSING);
            if (!a.equals(b)) {
                differences.add(new EnvironmentDifference(name, a, b));
            }
        }
        return differences;
    }
}
