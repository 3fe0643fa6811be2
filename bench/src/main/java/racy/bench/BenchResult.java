// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.util.List;
import java.util.Map;

/**
 * One line of a run.
 *
 * @param type the benchmark class, without its package
 * @param method the method; {@code group:method} if it is a part of a group
 * @param error half the width of JMH's 99.9% interval; NaN if there were too few iterations for one
 * @param forkMeans the mean of each fork's iterations
 */
public record BenchResult(
        String type,
        String method,
        Map<String, String> params,
        double score,
        double error,
        String unit,
        List<Double> forkMeans) {

    Estimate estimate() {
        double low = forkMeans.stream().mapToDouble(Double::doubleValue).min().orElse(score);
        double high = forkMeans.stream().mapToDouble(Double::doubleValue).max().orElse(score);
        return new Estimate(score, low, high);
    }

    /** The method without its group. */
    public String ownMethod() {
        return method.substring(method.indexOf(':') + 1);
    }

    /** The benchmark that was run. If the method is a part of a group, that is the group. */
    public String benchmark() {
        return type + "." + method.split(":", 2)[0];
    }
}
