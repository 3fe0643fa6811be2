// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.util.List;
import java.util.Map;

/**
 * What one shard is to do on one JDK, and where. Written before its first fork.
 *
 * @param jdk label of the JDK, such as {@code 17}
 * @param started in UTC, ISO 8601
 * @param environment of the machine and the JVM, names and values, see {@link Fingerprint}
 * @param code for each planned test, a digest of its class file: a test whose digest is new is new or changed
 * @param benchmarks planned benchmarks, by full name
 * @param floors for each benchmark, as {@code Type.method}, the methods that are its floor
 */
public record PartManifest(
        int shard,
        String jdk,
        String started,
        Map<String, String> environment,
        Map<String, String> code,
        List<String> benchmarks,
        Map<String, List<String>> floors) {}
