// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import racy.history.bundle.BundleException;
import racy.history.bundle.Jdk;

/**
 * The JDKs of a night.
 *
 * @param found those that can run, the first one first
 * @param broken those that should and cannot, and why, a sentence each
 */
public record Jdks(List<Installed> found, List<String> broken) {
    /** The oldest that Racy runs on. */
    static final int OLDEST = 17;

    private static final long PROBE_SECONDS = 30;
    private static final Pattern PROPERTY = Pattern.compile(" *(java\\.[a-z.]+) = (.*)");
    private static final Pattern RELEASE_VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

    /**
     * A JDK that is on this machine and can run.
     *
     * @param home its directory
     */
    public record Installed(Jdk jdk, Path home) {
        Path java() {
            return Jdks.java(home);
        }
    }

    public Jdks {
        found = List.copyOf(found);
        broken = List.copyOf(broken);
    }

    /**
     * Those that were asked for.
     *
     * @throws IllegalArgumentException naming the first that is no JDK or cannot run
     */
    public static Jdks of(List<Path> homes) {
        Jdks jdks = probe(homes, true);
        if (!jdks.broken.isEmpty()) {
            throw new IllegalArgumentException(jdks.broken.get(0));
        }
        return jdks;
    }

    /** The running one, then the others in the usual places, each once. */
    public static Jdks find() {
        return findAnd(List.of());
    }

    /** Those that are named, then those that {@link #find} finds, each once. */
    public static Jdks findAnd(List<Path> named) {
        List<Path> homes = new ArrayList<>(named);
        homes.add(Path.of(System.getProperty("java.home")));
        Optional.ofNullable(System.getenv("JAVA_HOME"))
                .filter(Predicate.not(String::isBlank))
                .ifPresent(home -> homes.add(Path.of(home)));
        Path user = Path.of(System.getProperty("user.home"));
        for (Path folder : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/usr/java"),
                Path.of("/opt"),
                user.resolve(".sdkman/candidates/java"),
                user.resolve(".jdks"))) {
            homes.addAll(below(folder));
        }
        return probe(homes, false);
    }

    /**
     * These JDKs on this machine, in the same order. One of the same version serves where none has the same label too:
     * how they are labelled depends on which others are there. A {@link Worker} then compares the whole environment.
     *
     * @throws BundleException naming the first that is not here
     */
    List<Installed> installed(Collection<Jdk> jdks) throws BundleException {
        List<Installed> these = new ArrayList<>();
        for (Jdk jdk : jdks) {
            List<Installed> same = found.stream()
                    .filter(each -> each.jdk().version().equals(jdk.version()))
                    .toList();
            Optional<Installed> exact =
                    same.stream().filter(each -> each.jdk().equals(jdk)).findFirst();
            if (exact.isEmpty() && same.size() != 1) {
                throw new BundleException("the night was begun on " + jdk + ", and "
                        + (same.isEmpty() ? "none" : "more than one of this version")
                        + " was found on this machine; name its directory with --jdk PATH");
            }
            these.add(new Installed(jdk, exact.orElseGet(() -> same.get(0)).home()));
        }
        return List.copyOf(these);
    }

    /** The JDKs themselves, without where they are. */
    public List<Jdk> jdks() {
        return found.stream().map(Installed::jdk).toList();
    }

    /** Where they are. */
    public List<Path> homes() {
        return found.stream().map(Installed::home).toList();
    }

    /** What looks like a JDK in a folder, by name. */
    private static List<Path> below(Path folder) {
        List<Path> homes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isExecutable(java(entry)) && feature(entry) >= OLDEST) {
                    homes.add(entry);
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        homes.sort(null);
        return homes;
    }

    /** As its {@code release} file says; 0 without one. */
    private static int feature(Path home) {
        Matcher matcher = RELEASE_VERSION.matcher(release(home).orElse(""));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static Optional<String> release(Path home) {
        try {
            return Optional.of(Files.readString(home.resolve("release"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Tries each, those of the same path or, unless they were named, of the same release once. */
    static Jdks probe(List<Path> homes, boolean named) {
        List<Installed> found = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        Set<String> labels = new HashSet<>();
        for (Path home : homes) {
            try {
                Path real = home.toRealPath();
                Optional<String> release = named ? Optional.empty() : release(real);
                if (!seen.add(real) || release.filter(text -> !seen.add(text)).isPresent()) {
                    continue;
                }
                found.add(probe(home, labels));
            } catch (IOException e) {
                broken.add(home + (Files.exists(home) ? " is no JDK that runs: " + e.getMessage() : " does not exist"));
            }
        }
        return new Jdks(found, broken);
    }

    private static Installed probe(Path home, Set<String> labels) throws IOException {
        Path java = java(home);
        if (!Files.isExecutable(java)) {
            throw new IOException("it has no bin/java that can be executed");
        }
        Process process = new ProcessBuilder(java.toString(), "-XshowSettings:properties", "-version")
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        String said = said(process);
        String feature = property(said, "java.specification.version")
                .filter(text -> text.matches("\\d{1,4}"))
                .orElseThrow(() -> new IOException("it is no Java " + OLDEST + " or newer"));
        if (Integer.parseInt(feature) < OLDEST) {
            throw new IOException("it is Java " + feature + "; Racy needs " + OLDEST + " or newer");
        }
        String vendor = property(said, "java.vendor").orElse("");
        return new Installed(
                new Jdk(
                        label(feature, vendor, labels),
                        property(said, "java.version").orElse(feature)),
                home.toAbsolutePath().normalize());
    }

    private static String said(Process process) throws IOException {
        Thread watch = new Thread(() -> {
            try {
                if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        });
        watch.setDaemon(true);
        watch.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int code = process.waitFor();
            if (code != 0) {
                String last = said.lines()
                        .filter(Predicate.not(String::isBlank))
                        .findFirst()
                        .orElse("it said nothing");
                throw new IOException("its bin/java ended with " + code + ": " + last);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return said;
    }

    private static Optional<String> property(String said, String name) {
        return said.lines()
                .map(PROPERTY::matcher)
                .filter(matcher -> matcher.matches() && matcher.group(1).equals(name))
                .map(matcher -> matcher.group(2).strip())
                .findFirst();
    }

    /** The feature version; of a second one of the same, with its vendor; of a third of that, with a number. */
    private static String label(String feature, String vendor, Set<String> labels) {
        if (labels.add(feature)) {
            return feature;
        }
        String word = vendor.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9].*", "");
        String named = word.isEmpty() ? feature : feature + "-" + word;
        String label = named;
        for (int i = 2; !labels.add(label); i++) {
            label = named + "-" + i;
        }
        return label;
    }

    static Path java(Path home) {
        return home.resolve("bin").resolve("java");
    }
}
