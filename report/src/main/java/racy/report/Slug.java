// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names for files and anchors, made from ids that anybody may have written. */
final class Slug {
    private static final int LONGEST = 80;
    private static final int DIGITS = 8;

    private Slug() {}

    /**
     * The id itself where it is made of letters, digits, dashes, underscores and inner dots; else what is left of it, and
     * a digest that keeps it apart from others. Never empty, never a path.
     */
    static String of(String id) {
        String plain = id.replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceAll("\\.{2,}", "-")
                .replaceAll("^[.-]+|[.-]+$", "");
        if (plain.equals(id) && plain.length() <= LONGEST && !plain.isEmpty()) {
            return plain;
        }
        String cut = plain.substring(0, Math.min(plain.length(), LONGEST - DIGITS - 1));
        return (cut.isEmpty() ? "x" : cut) + "-"
                + HexFormat.of().formatHex(digest(id)).substring(0, DIGITS);
    }

    /** A value in the part of an address after the {@code #}. */
    static String query(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
