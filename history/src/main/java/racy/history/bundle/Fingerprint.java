// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which environments compare. What is compared, the code under test, is not part of it, and neither is what changes from
 * minute to minute; everything else is: two numbers from environments that differ in it say nothing about the code.
 */
public final class Fingerprint {
    /** What is compared, and the weather. */
    private static final Set<String> NOT_COMPARED =
            Set.of("racy.version", "racy.revision", "racy.jar.sha256", "load.average");

    private static final int HEX_DIGITS = 16;

    private Fingerprint() {}

    /** The digest of an environment, 16 hexadecimal digits. Equal digests compare. */
    public static String of(Map<String, String> environment) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(environment).forEach((name, value) -> {
                if (!NOT_COMPARED.contains(name)) {
                    digest.update((name + "\0" + value + "\0").getBytes(StandardCharsets.UTF_8));
                }
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The part of an environment that decides whether it compares. */
    public static Map<String, String> compared(Map<String, String> environment) {
        Map<String, String> compared = new TreeMap<>(environment);
        compared.keySet().removeAll(NOT_COMPARED);
        return compared;
    }
}
