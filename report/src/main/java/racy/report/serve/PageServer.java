// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import racy.history.History;
import racy.history.HistoryException;
import racy.history.Night;

/**
 * Serves pages that a history makes, on the loopback interface, and makes them again when the history has other nights.
 *
 * <p>What is served is a map of names to pages: no request names a file, so none can name another one. A request must name
 * this machine in its {@code Host}, or a page of somebody else whose name was made to resolve to the loopback address could
 * read ours.
 */
public final class PageServer implements AutoCloseable {
    private static final String START = "index.html";

    /** A host name or a bracketed address, then perhaps a port: a tunnel may have another one than ours. */
    private static final Pattern LOCAL_HOST =
            Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    /** The policy that a page states about itself. */
    private static final Pattern POLICY =
            Pattern.compile("<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"<>\\p{Cntrl}]*)\">");

    private static final String NOTHING = "default-src 'none'";

    private final History history;
    private final int nights;
    private final Pages pages;
    private final HttpServer server;
    private final ExecutorService threads;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Guarded by this. */
    private List<Night> shown;

    /** Guarded by this. */
    private Map<String, String> made;

    /** Makes the pages of the newest nights, by file name; one is called {@value PageServer#START}. */
    @FunctionalInterface
    public interface Pages {
        /** @throws HistoryException if the history cannot be read */
        Map<String, String> of(History history, int nights);
    }

    private PageServer(History history, int nights, Pages pages, HttpServer server) {
        this.history = history;
        this.nights = nights;
        this.pages = pages;
        this.server = server;
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "racy-serve");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to serve.
     *
     * @param port 0 for any that is free
     * @throws java.net.BindException if the port is in use
     * @throws IOException if it cannot be listened on
     * @throws HistoryException if the history cannot be read
     */
    public static PageServer start(History history, int nights, Pages pages, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        PageServer serving = new PageServer(history, nights, pages, server);
        try {
            serving.current();
        } catch (HistoryException e) {
            server.stop(0);
            throw e;
        }
        server.createContext("/", serving::handle);
        server.setExecutor(serving.threads);
        server.start();
        return serving;
    }

    /** The port that is listened on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Where the pages are. */
    public URI address() {
        return URI.create("http://localhost:" + port() + "/");
    }

    /** Returns once it is closed. */
    public void await() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        closed.countDown();
    }

    /** The pages of the nights that the history has now. */
    private synchronized Map<String, String> current() {
        List<Night> now = history.nights(nights);
        if (!now.equals(shown)) {
            made = Map.copyOf(pages.of(history, nights));
            shown = now;
        }
        return made;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
            String method = exchange.getRequestMethod();
            if (hosts.size() != 1 || !LOCAL_HOST.matcher(hosts.get(0)).matches()) {
                say(exchange, 403, "This server answers to localhost only.");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                say(exchange, 405, "Read-only.");
            } else {
                page(exchange);
            }
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String name = path.equals("/") ? START : path.substring(Math.min(1, path.length()));
        String page;
        try {
            page = current().get(name);
        } catch (HistoryException e) {
            say(exchange, 503, "The history cannot be read: " + e.getMessage());
            return;
        }
        if (page == null) {
            say(exchange, 404, "There is no such page.");
        } else {
            send(exchange, 200, "text/html; charset=utf-8", policy(page), page);
        }
    }

    private static String policy(String page) {
        Matcher stated = POLICY.matcher(page);
        return stated.find() ? unescaped(stated.group(1)) : NOTHING;
    }

    /** What templates escape in an attribute and a policy needs. */
    private static String unescaped(String attribute) {
        return attribute.replace("&#39;", "'").replace("&#34;", "\"").replace("&amp;", "&");
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", NOTHING, text + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String policy, String text)
            throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Content-Security-Policy", policy + "; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-PageFrame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", "no-cache");
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
