// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * What this program was built from, as its jar says. {@value #MISSING} if it runs from class files.
 *
 * @param revision of the sources, as git describes them
 * @param jarSha256 of the jar itself
 */
public record Build(String version, String revision, String jcstress, String jmh, String jarSha256) {
    /** Stands for a value that is not known. */
    public static final String MISSING = "missing";

    /** Reads the jar of this class. */
    public static Build read() {
        Optional<Path> jar = jar();
        if (jar.isEmpty()) {
            return new Build(MISSING, MISSING, MISSING, MISSING, MISSING);
        }
        try (JarFile file = new JarFile(jar.get().toFile())) {
            Attributes attributes = file.getManifest().getMainAttributes();
            return new Build(
                    value(attributes, Attributes.Name.IMPLEMENTATION_VERSION.toString()),
                    value(attributes, "Racy-Revision"),
                    value(attributes, "JCStress-Version"),
                    value(attributes, "JMH-Version"),
                    sha256(jar.get()));
        } catch (IOException e) {
            return new Build(MISSING, MISSING, MISSING, MISSING, MISSING);
        }
    }

    private static Optional<Path> jar() {
        try {
            URI location = Build.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            return Optional.of(Path.of(location)).filter(Files::isRegularFile);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String value(Attributes attributes, String name) {
        return Optional.ofNullable(attributes.getValue(name)).orElse(MISSING);
    }

    private static String sha256(Path jar) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(jar), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
