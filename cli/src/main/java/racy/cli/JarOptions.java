// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import racy.text.IoReason;
import racy.text.ShellCommand;

/** The options that name JCStress tests which are not Racy's own, and what they need. */
final class JarOptions {
    private static final String ALL_JARS = File.separator + "*";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description = "A jar or a folder of classes with JCStress tests. Give it more than once for several."
                    + " Default: Racy's own tests.")
    private List<Path> jars = List.of();

    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description =
                    "The libraries that these tests need, as java -cp takes them. JCStress itself is always there.")
    private String classpath;

    /** Where the tests are listed. */
    ClassLoader listed() {
        check();
        return jars.isEmpty() ? own() : new Foreign(urls("--jar", jars));
    }

    /** Where the classes of the tests are. */
    ClassLoader classes() {
        check();
        if (jars.isEmpty()) {
            return own();
        }
        List<URL> all = urls("--jar", jars);
        all.addAll(urls("--classpath", libraries()));
        return new Foreign(all);
    }

    /** The command with these options. */
    ShellCommand in(ShellCommand command) {
        ShellCommand all = command;
        for (Path jar : jars) {
            all = all.option("--jar").path(jar);
        }
        return classpath == null ? all : all.option("--classpath").argument(classpath);
    }

    private void check() {
        if (classpath != null && jars.isEmpty()) {
            throw usage("--classpath: there is no --jar with tests that need it");
        }
    }

    private static ClassLoader own() {
        return JarOptions.class.getClassLoader();
    }

    private List<Path> libraries() {
        List<Path> libraries = new ArrayList<>();
        for (String entry : classpath == null ? new String[0] : classpath.split(File.pathSeparator, -1)) {
            if (entry.endsWith(ALL_JARS)) {
                Path folder = path(entry.substring(0, entry.length() - ALL_JARS.length()));
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
                    List<Path> sorted = new ArrayList<>();
                    files.forEach(sorted::add);
                    sorted.sort(null);
                    libraries.addAll(sorted);
                } catch (IOException e) {
                    throw usage("--classpath: " + folder + " cannot be read: " + IoReason.of(e));
                }
            } else {
                libraries.add(path(entry));
            }
        }
        return libraries;
    }

    private Path path(String entry) {
        try {
            return Paths.parse(entry);
        } catch (TypeConversionException e) {
            throw usage("--classpath: " + e.getMessage());
        }
    }

    private List<URL> urls(String option, List<Path> files) {
        List<URL> urls = new ArrayList<>();
        for (Path file : files) {
            if (!Files.isReadable(file)) {
                throw usage(option + ": " + file + " cannot be read");
            }
            if (!Files.isDirectory(file) && !(Files.isRegularFile(file) && isJar(file))) {
                throw usage(option + ": " + file + " is no jar");
            }
            try {
                urls.add(file.toUri().toURL());
            } catch (MalformedURLException e) {
                throw usage(option + ": " + file + " cannot be read: " + e.getMessage());
            }
        }
        return urls;
    }

    /** A class loader passes over what is no jar, and then classes are missing. */
    private static boolean isJar(Path file) {
        try (ZipFile jar = new ZipFile(file.toFile())) {
            return jar.size() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The classes of other people, and JCStress's where they bring none. Of Racy's own classes it has none. */
    private static final class Foreign extends URLClassLoader {
        Foreign(List<URL> urls) {
            super(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                return super.findClass(name);
            } catch (ClassNotFoundException e) {
                if (name.startsWith("org.openjdk.jcstress.")) {
                    return own().loadClass(name);
                }
                throw e;
            }
        }

        @Override
        public URL findResource(String name) {
            URL its = super.findResource(name);
            return its == null && name.startsWith("org/openjdk/jcstress/") ? own().getResource(name) : its;
        }
    }
}
