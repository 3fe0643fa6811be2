// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import racy.history.History;
import racy.history.HistoryException;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;

class PageServerTest {
    private static final String PAGE = "<!doctype html><meta http-equiv=\"Content-Security-Policy\""
            + " content=\"default-src &#39;none&#39;; script-src &#39;sha256-abc+/=&#39;\"><title>ä</title>";

    private final List<String> nights = Collections.synchronizedList(new ArrayList<>(List.of("n1")));
    private final AtomicInteger made = new AtomicInteger();
    private volatile boolean broken;
    private PageServer server;
    private volatile String revision = "r";

    @BeforeEach
    void serve() throws IOException {
        server = PageServer.start(history(), 60, this::pages, 0);
    }

    @AfterEach
    void end() {
        server.close();
    }

    private Map<String, String> pages(History history, int limit) {
        made.incrementAndGet();
        return Map.of("index.html", PAGE + history.nights(limit).get(0).id(), "night-1.html", "a night");
    }

    /** The server asks for nights only. */
    private History history() {
        return (History) Proxy.newProxyInstance(
                PageServerTest.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, args) -> {
                    assertEquals("nights", method.getName());
                    if (broken) {
                        throw new HistoryException("the disk is gone");
                    }
                    return nights.stream().map(this::night).toList();
                });
    }

    private Night night(String id) {
        return new Night(
                id,
                Origin.MEASURED,
                NightState.COMPLETE,
                Instant.EPOCH,
                Instant.EPOCH,
                revision,
                "p",
                1,
                List.of(),
                0,
                Duration.ZERO,
                List.of());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path));
    }

    /** What the server answers to these very bytes. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String rawGet(String target, String... headers) throws IOException {
        return raw("GET " + target + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }

    @Test
    void get_page_comesWithHeaders() throws Exception {
        for (String path : List.of("/", "/index.html", "/index.html?night=1")) {
            HttpResponse<String> response = send(request(path));
            assertEquals(200, response.statusCode(), path);
            assertEquals(PAGE + "n1", response.body());
            Map<String, String> expected = Map.of(
                    "Content-Type", "text/html; charset=utf-8",
                    "X-Content-Type-Options", "nosniff",
                    "Referrer-Policy", "no-referrer",
                    "X-Frame-Options", "DENY",
                    "Content-Security-Policy",
                            "default-src 'none'; script-src 'sha256-abc+/='; frame-ancestors 'none'");
            expected.forEach((name, value) ->
                    assertEquals(List.of(value), response.headers().allValues(name), name));
        }
        assertEquals(
                "default-src 'none'; frame-ancestors 'none'",
                send(request("/night-1.html"))
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow());
    }

    @Test
    void head_page_hasNoBody() throws Exception {
        HttpResponse<String> response = send(request("/").method("HEAD", BodyPublishers.noBody()));
        assertEquals(200, response.statusCode());
        assertEquals("", response.body());
        assertEquals(
                (PAGE + "n1").getBytes(StandardCharsets.UTF_8).length,
                response.headers().firstValueAsLong("Content-Length").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"})
    void otherMethod_isRefused(String method) throws Exception {
        String answer = raw(method + " / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
        assertTrue(answer.contains("Allow: GET, HEAD\r\n"), answer);
        assertFalse(answer.contains("doctype"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:99"})
    void host_local_isServed(String host) throws Exception {
        assertTrue(rawGet("/", "Host: " + host).startsWith("HTTP/1.1 200 "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "localhost.example.org",
                "127.0.0.1.example.org",
                "example.org:80",
                "localhost@example.org",
                "127.0.0.2",
                "0.0.0.0",
                ""
            })
    void host_other_isRefused(String host) throws Exception {
        String answer = rawGet("/", "Host: " + host);
        assertTrue(answer.startsWith("HTTP/1.1 403 ") || answer.startsWith("HTTP/1.1 400 "), answer);
        assertFalse(answer.contains("doctype"));
    }

    @Test
    void host_noneOrTwo_isRefused() throws Exception {
        for (String answer : List.of(rawGet("/", "X: y"), rawGet("/", "Host: localhost", "Host: example.org"))) {
            assertFalse(answer.startsWith("HTTP/1.1 200"), answer);
            assertFalse(answer.contains("doctype"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../../etc/passwd",
                "/..%2f..%2f..%2fetc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "//etc/passwd",
                "/./index.html",
                "/index.html/",
                "/index.html%00",
                "/x/../index.html",
                "/etc/passwd",
                "/%69ndex.html",
                "/\\..\\..\\x",
                "/file:///etc/passwd",
                "/..;/index.html",
                "/night-1"
            })
    void path_thatIsNoPage_isNotFound(String path) throws Exception {
        String answer = rawGet(path, "Host: localhost");
        assertTrue(answer.startsWith("HTTP/1.1 404 ") || answer.startsWith("HTTP/1.1 400 "), answer);
        assertFalse(answer.contains("root:") || answer.contains("doctype"), answer);
    }

    @Test
    void newNight_isPickedUp_andPagesAreMadeOnlyThen() throws Exception {
        send(request("/"));
        send(request("/night-1.html"));
        assertEquals(1, made.get());
        nights.add(0, "n2");
        assertEquals(PAGE + "n2", send(request("/")).body());
        send(request("/"));
        assertEquals(2, made.get());
    }

    /** As history import --replace and history rebuild do. */
    @Test
    void nightOfOtherContents_isPickedUp() throws Exception {
        send(request("/"));
        revision = "another";
        send(request("/"));
        assertEquals(2, made.get());
    }

    @Test
    void history_unreadable_isSaid_andServedAgainAfterwards() throws Exception {
        broken = true;
        HttpResponse<String> response = send(request("/"));
        assertEquals(503, response.statusCode());
        assertTrue(response.body().contains("the disk is gone"));
        assertEquals(
                "text/plain; charset=utf-8",
                response.headers().firstValue("Content-Type").orElseThrow());
        broken = false;
        assertEquals(200, send(request("/")).statusCode());
    }

    @Test
    void history_unreadableAtTheStart_isNotServed() {
        broken = true;
        assertThrows(HistoryException.class, () -> PageServer.start(history(), 60, this::pages, 0));
    }

    @Test
    void port_inUse_isRefused() {
        assertThrows(BindException.class, () -> PageServer.start(history(), 60, this::pages, server.port()));
    }

    @Test
    void port_isOnTheLoopbackInterfaceOnly() throws Exception {
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(each.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThrows(IOException.class, () -> new Socket(address, server.port()).close());
                }
            }
        }
        assertTrue(server.address().toString().endsWith(":" + server.port() + "/"));
    }

    /** As many as a process that may open few files must not even accept. */
    @Test
    void hundredsOfIdleAndHalfOpenConnections_othersAreAnswered_andThreadsAreFew() throws Exception {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                held.add(socket);
                if (i % 2 == 0) {
                    send(socket, "GET / HTTP/1.1\r\nHost: localh");
                }
            }
            assertEquals(200, send(request("/")).statusCode());
            assertEquals(200, send(request("/")).statusCode());
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("racy-serve"))
                    .count();
            assertTrue(threads <= 16, threads + " threads");
            for (Socket oldest : held.subList(0, 300 - 60)) {
                oldest.setSoTimeout(20_000);
                assertTrue(isClosed(oldest));
            }
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    private static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // The server does not wait for it any more.
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "})
    void request_thatIsNeverWhole_isNotWaitedFor(String begun) throws Exception {
        try (PageServer impatient = PageServer.start(history(), 60, this::pages, 0, Duration.ofMillis(300));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
            socket.setSoTimeout(50);
            send(socket, begun);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!isClosed(socket)) {
                assertTrue(System.nanoTime() < end, "it is still waited for");
                send(socket, begun.isEmpty() ? "" : "x");
            }
        }
    }

    @Test
    void header_tooLongOrWithoutEnd_isRefused() throws Exception {
        String line = "X: " + "y".repeat(1000) + "\r\n";
        for (String request : List.of(
                "GET / HTTP/1.1\r\nHost: localhost\r\n" + line.repeat(100) + "\r\n",
                "GET /" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n" + "a: b\r\n".repeat(20_000))) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoTimeout(20_000);
                send(socket, request);
                String answer = "";
                try {
                    answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                } catch (java.net.SocketException e) {
                    // It was closed before all was sent.
                }
                assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 4"), answer);
            }
        }
        assertEquals(200, send(request("/")).statusCode());
    }

    @Test
    void connection_isForOneRequest() throws Exception {
        String get = "GET /night-1.html HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String answers = raw(get + get + get);
        assertEquals(2, answers.split("HTTP/1.1 200", -1).length, answers);
    }

    @Test
    void close_endsTheWait() throws Exception {
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                server.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        server.close();
        waiting.get(20, TimeUnit.SECONDS);
        assertThrows(IOException.class, () -> send(request("/")));
    }
}
