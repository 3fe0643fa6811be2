// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of its own, from Debian's package, that listens on loopback and is gone after the tests. */
final class PostgresServer implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path bin;
    private final Path home;
    private final int port;

    private PostgresServer(Path bin, Path home, int port) {
        this.bin = bin;
        this.home = home;
        this.port = port;
    }

    /** The programs of the newest PostgreSQL there is. */
    static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(bin ->
                            Integer.parseInt(bin.getParent().getFileName().toString())));
        }
    }

    static PostgresServer start(Path bin) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("racy-postgres");
        int port;
        try (java.net.ServerSocket socket =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        PostgresServer server = new PostgresServer(bin, home, port);
        if (isRoot()) {
            run(List.of("chown", "postgres", home.toString()));
        }
        server.asServer(
                "initdb",
                "-D",
                server.data(),
                "-U",
                "racy",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "-N",
                // A locale that sorts otherwise than code points do.
                "--locale-provider=icu",
                "--icu-locale=en");
        server.asServer(
                "pg_ctl",
                "-D",
                server.data(),
                "-l",
                home.resolve("log").toString(),
                "-w",
                "-o",
                // No test loses the machine's power.
                "-h 127.0.0.1 -p " + port + " -k " + home + " -c fsync=off",
                "start");
        return server;
    }

    /** A database of this name, made for the caller. */
    String database(String name) throws IOException, InterruptedException {
        asServer("createdb", "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", "racy", name);
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=racy";
    }

    /** As after an update of the machine's packages: whoever was connected is not any more. */
    void restart() throws IOException, InterruptedException {
        asServer("pg_ctl", "-D", data(), "-l", home.resolve("log").toString(), "-m", "fast", "-w", "restart");
    }

    private String data() {
        return home.resolve("data").toString();
    }

    private void asServer(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("racy-postgres", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command + " failed: " + Files.readString(said));
        }
        Files.delete(said);
    }

    @Override
    public void close() throws IOException {
        try {
            asServer("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
