// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.serve;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import racy.history.History;
import racy.history.HistoryException;
import racy.history.Night;
import racy.text.Plain;

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

    /** A thread makes an answer; none waits for what a client sends or reads. */
    private static final int THREADS = 12;

    private static final int MOST_HEADER_BYTES = 8 << 10;

    /** For a request to come, and for a client to read on. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int LONGEST_REASON = 500;

    private static final String NOTHING = "default-src 'none'";

    private final History history;
    private final int nights;
    private final Pages pages;
    private final Server server;
    private final ServerConnector connector;
    private final Connections connections;
    private int port;
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

    private PageServer(History history, int nights, Pages pages, int port, Duration patience) {
        this.history = history;
        this.nights = nights;
        this.pages = pages;
        server = new Server(threads());
        connector = connector(server, port, patience);
        connections = new Connections(connector.getScheduler(), patience);
        connector.addBean(connections);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                connections.answer(request.getConnectionMetaData().getConnection());
                PageServer.this.handle(new Exchange(request, response, callback));
                return true;
            }
        });
        server.setErrorHandler((request, response, callback) -> {
            String what = "This request is not understood.";
            new Exchange(request, response, callback).say(response.getStatus(), what);
            return true;
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
        return start(history, nights, pages, port, PATIENCE);
    }

    /** @param patience for a request to come, and for a client to read on */
    static PageServer start(History history, int nights, Pages pages, int port, Duration patience) throws IOException {
        PageServer serving = new PageServer(history, nights, pages, port, patience);
        try {
            serving.connector.open();
            serving.port = serving.connector.getLocalPort();
            serving.current();
            serving.server.start();
            return serving;
        } catch (IOException e) {
            serving.close();
            throw e.getCause() instanceof BindException inUse ? inUse : e;
        } catch (HistoryException e) {
            serving.close();
            throw e;
        } catch (Exception e) {
            serving.close();
            throw new IOException("cannot serve: " + e.getMessage(), e);
        }
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("racy-serve");
        threads.setDaemon(true);
        threads.setStopTimeout(100);
        return threads;
    }

    private static ServerConnector connector(Server server, int port, Duration patience) {
        HttpConfiguration config = new HttpConfiguration();
        config.setRequestHeaderSize(MOST_HEADER_BYTES);
        config.setSendServerVersion(false);
        // A page is all that a page needs, so a connection has one request.
        config.setPersistentConnectionsEnabled(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(config));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setPort(port);
        connector.setIdleTimeout(patience.toMillis());
        return connector;
    }

    /** The port that is listened on. */
    public int port() {
        return port;
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
        try {
            connector.close();
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("cannot stop the server", e);
        } finally {
            closed.countDown();
        }
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

    private void handle(Exchange exchange) {
        List<String> hosts = exchange.request().getHeaders().getValuesList(HttpHeader.HOST);
        String method = exchange.request().getMethod();
        if (hosts.size() != 1 || !LOCAL_HOST.matcher(hosts.get(0)).matches()) {
            exchange.say(403, "This server answers to localhost only.");
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.response().getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            exchange.say(405, "Read-only.");
        } else {
            page(exchange);
        }
    }

    private void page(Exchange exchange) {
        String path = String.valueOf(exchange.request().getHttpURI().getPath());
        String name = path.equals("/") ? START : path.substring(Math.min(1, path.length()));
        String page;
        try {
            page = current().get(name);
        } catch (HistoryException e) {
            exchange.say(
                    503, "The history cannot be read: " + Plain.line(String.valueOf(e.getMessage()), LONGEST_REASON));
            return;
        }
        if (page == null) {
            exchange.say(404, "There is no such page.");
        } else {
            exchange.send(200, "text/html; charset=utf-8", policy(page), page);
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

    /** A request and its answer, which is sent without a thread that waits for the reader. */
    private record Exchange(Request request, Response response, Callback callback) {
        void say(int status, String text) {
            send(status, "text/plain; charset=utf-8", NOTHING, text + "\n");
        }

        void send(int status, String type, String policy, String text) {
            ByteBuffer body = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            HttpFields.Mutable headers = response.getHeaders();
            headers.put(HttpHeader.CONTENT_TYPE, type);
            headers.put("Content-Security-Policy", policy + "; frame-ancestors 'none'");
            headers.put("X-Content-Type-Options", "nosniff");
            headers.put("X-Frame-Options", "DENY");
            headers.put("Referrer-Policy", "no-referrer");
            headers.put("Cross-Origin-Resource-Policy", "same-origin");
            headers.put("Cross-Origin-Opener-Policy", "same-origin");
            headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
            headers.put(HttpHeader.CONTENT_LENGTH, body.remaining());
            response.setStatus(status);
            response.write(true, "HEAD".equals(request.getMethod()) ? ByteBuffer.allocate(0) : body, callback);
        }
    }
}
