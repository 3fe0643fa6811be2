// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A PostgreSQL of this process's own, from what the machine has installed: on the loopback, in a directory of its own. */
final class PostgresServer implements AutoCloseable {
    /** Whose locale sorts otherwise than code points do. */
    private static final List<String> INITDB = List.of(
            "--auth=trust",
            "--username=racy",
            "--encoding=UTF8",
            "--locale-provider=icu",
            "--icu-locale=en",
            "--no-sync");

    private final Path programs;
    private final Path directory;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer(Path programs, Path directory, int port) {
        this.programs = programs;
        this.directory = directory;
        this.port = port;
    }

    /** Starts one; empty if the machine has none installed. */
    static Optional<PostgresServer> start(String... settings) throws IOException {
        Optional<Path> programs = programs();
        if (programs.isEmpty()) {
            return Optional.empty();
        }
        Path directory = Files.createTempDirectory("racy-postgresql");
        if (isRoot()) {
            run(List.of("chown", "postgres", directory.toString()));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        PostgresServer server = new PostgresServer(programs.get(), directory, port);
        List<String> initdb = new ArrayList<>(INITDB);
        initdb.add("--pgdata=" + directory.resolve("data"));
        server.program("initdb", initdb);
        server.program(
                "pg_ctl",
                List.of(
                        "start",
                        "--wait",
                        "--pgdata=" + directory.resolve("data"),
                        "--log=" + directory.resolve("log"),
                        "--options=-p " + port + " -h 127.0.0.1 -k '' " + String.join(" ", settings)));
        return Optional.of(server);
    }

    private static Optional<Path> programs() throws IOException {
        List<Path> folders = new ArrayList<>();
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.reverseOrder()).forEach(version -> folders.add(version.resolve("bin")));
            }
        }
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(Path::of)
                .forEach(folders::add);
        return folders.stream()
                .filter(folder ->
                        Files.isExecutable(folder.resolve("initdb")) && Files.isExecutable(folder.resolve("pg_ctl")))
                .findFirst();
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** It refuses to run as root. */
    private void program(String name, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
        command.add(programs.resolve(name).toString());
        command.addAll(arguments);
        run(command);
    }

    private static void run(List<String> command) throws IOException {
        Path output = Files.createTempFile("racy-postgresql", ".txt");
        try {
            int code = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException(command + " ended with " + code + ": " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(command + " was interrupted", e);
        } finally {
            Files.delete(output);
        }
    }

    /** A new database, empty but for what the database {@code template} has. */
    String freshUrl(String template) {
        String name = "history" + databases.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url(name);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=racy";
    }

    @Override
    public void close() {
        try {
            program("pg_ctl", List.of("stop", "--wait", "--mode=immediate", "--pgdata=" + directory.resolve("data")));
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
