// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test of a store that gets a {@link Kind} and {@link Stores}; it runs on each database. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@EnumSource(OnBothDatabases.Kind.class)
@ExtendWith(OnBothDatabases.Resolver.class)
@interface OnBothDatabases {
    /** The databases. */
    enum Kind {
        SQLITE,
        POSTGRESQL
    }

    /** Makes databases: empty ones, and histories without a night, which are copies of one, for Flyway takes its time. */
    final class Stores implements AutoCloseable {
        private final Optional<PostgresServer> server;
        private final Path folder;
        private final Map<Kind, String> made = new EnumMap<>(Kind.class);

        private Stores() {
            try {
                server = PostgresServer.start("-c fsync=off");
                folder = Files.createTempDirectory("racy-history");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        SqlHistory freshHistory(Kind kind) throws IOException {
            return SqlHistory.openToWrite(freshHistoryUrl(kind));
        }

        String freshHistoryUrl(Kind kind) throws IOException {
            String template = made.computeIfAbsent(kind, unused -> {
                String url = freshUrl(kind);
                SqlHistory.openToWrite(url);
                return url;
            });
            if (kind == Kind.POSTGRESQL) {
                return server.orElseThrow().freshUrl(template.replaceAll(".*/|\\?.*", ""));
            }
            return Files.copy(Path.of(template), Path.of(freshUrl(kind))).toString();
        }

        /** Of a database without any table. */
        String freshUrl(Kind kind) {
            if (kind == Kind.SQLITE) {
                return folder.resolve("history" + System.nanoTime() + ".db").toString();
            }
            Assumptions.assumeTrue(
                    server.isPresent(),
                    "NOT TESTED ON POSTGRESQL: no initdb and pg_ctl on this machine (Debian: apt install postgresql)");
            return server.get().freshUrl("template1");
        }

        @Override
        public void close() throws IOException {
            server.ifPresent(PostgresServer::close);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** One {@link Stores} for all tests of the process. */
    final class Resolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Stores.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(Resolver.class))
                    .getOrComputeIfAbsent(Stores.class, type -> new Stores(), Stores.class);
        }
    }
}
