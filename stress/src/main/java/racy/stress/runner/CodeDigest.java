// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;

/**
 * Digests of the tests' own code. The digest of a test covers its class, the classes that this one extends, and the
 * class that grades it. It also covers the class that the file is named for, and everything else in that file except
 * the other tests. It does not cover the driver, which all tests share.
 */
public final class CodeDigest {
    private CodeDigest() {}

    /** SHA-256 in hexadecimal, by the name of the test. */
    public static SortedMap<String, String> digests(List<StressTest> tests) {
        SortedMap<String, String> digests = new TreeMap<>();
        tests.forEach(test -> digests.put(test.name(), digest(test)));
        return digests;
    }

    private static String digest(StressTest test) {
        Class<?> type;
        try {
            type = Class.forName(ListedTests.info(test.name()).binaryName(), false, CodeDigest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("listed test " + test.name() + " is not on the class path", e);
        }
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
            classes.add(each);
        }
        JCStressMeta meta = type.getAnnotation(JCStressMeta.class);
        if (meta != null) {
            classes.add(meta.value());
        }
        addMembers(classes, type.getNestHost());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Class<?> each : classes) {
                digest.update(bytes(each.getName()));
                for (int i = 1; isThere(each.getName() + "$" + i); i++) {
                    digest.update(bytes(each.getName() + "$" + i));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A class and its member classes, without the tests among them and what these contain. */
    private static void addMembers(Set<Class<?>> classes, Class<?> type) {
        if (!type.isAnnotationPresent(JCStressTest.class)) {
            classes.add(type);
            Arrays.stream(type.getDeclaredClasses())
                    .sorted(Comparator.comparing(Class::getName))
                    .forEach(member -> addMembers(classes, member));
        }
    }

    private static boolean isThere(String name) {
        return CodeDigest.class.getClassLoader().getResource(file(name)) != null;
    }

    private static byte[] bytes(String name) {
        try (InputStream in = CodeDigest.class.getClassLoader().getResourceAsStream(file(name))) {
            if (in == null) {
                throw new IllegalStateException("there is no class file of " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String file(String name) {
        return name.replace('.', '/') + ".class";
    }
}
