// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import racy.history.History;
import racy.history.HistoryException;

class ServeCommandTest {
    private final StringWriter err = new StringWriter();

    /** The command in a JVM of its own. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            System.exit(new CommandLine(new ServeCommand(url -> empty())).execute(args));
        }
    }

    /** A history of no night. */
    private static History empty() {
        return (History) Proxy.newProxyInstance(
                ServeCommandTest.class.getClassLoader(),
                new Class<?>[] {History.class},
                (proxy, method, args) -> List.of());
    }

    private int run(String... args) {
        return new CommandLine(new ServeCommand(url -> {
                    if ("broken".equals(url)) {
                        throw new HistoryException("the history is broken");
                    }
                    return empty();
                }))
                .setErr(new PrintWriter(err))
                .setParameterExceptionHandler((e, all) -> {
                    err.append(e.getMessage());
                    return ExitCode.USAGE.value();
                })
                .execute(args);
    }

    @Test
    void port_inUse_isAnInfrastructureError() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(3, run("--port", Integer.toString(taken.getLocalPort())));
            assertTrue(err.toString().contains("--port: cannot listen on " + taken.getLocalPort()), err.toString());
            assertTrue(err.toString().contains("--port 0"));
        }
    }

    @Test
    void history_unreadable_isAnInfrastructureError() {
        assertEquals(3, run("--port", "0", "--history", "broken"));
        assertEquals("racy: the history is broken" + System.lineSeparator(), err.toString());
    }

    @ParameterizedTest
    @CsvSource({"--port,-1", "--port,65536", "--nights,0"})
    void number_outOfRange_isAUsageError(String option, String value) {
        assertEquals(2, run(option, value));
        assertTrue(err.toString().contains(option + ": " + value), err.toString());
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143"})
    void signal_endsItCleanly(String signal, int code) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        "--port",
                        "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            assertTrue(line.matches("Serving at http://localhost:[0-9]+/ to this machine only.*"), line);
            URI address = URI.create(line.split(" ")[2]);
            HttpRequest request = HttpRequest.newBuilder(address).build();
            assertTrue(HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body()
                    .contains("No night yet"));
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(code, process.exitValue());
            assertThrows(IOException.class, () -> HttpClient.newHttpClient().send(request, BodyHandlers.ofString()));
        } finally {
            process.destroyForcibly();
        }
        assertFalse(process.isAlive());
    }
}
