package veredus.api.policy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A key-value engine of version 2 on loopback, with the answers that a test gives it. */
final class StoreOnLoopback implements AutoCloseable {
    static final String TOKEN = "s.sesame";

    private final HttpServer server;
    private final String scheme;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, String> answers = new TreeMap<>();

    /** What was asked, as path and namespace. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    volatile boolean silent;
    volatile boolean stallsInTheBody;
    volatile int status = 200;

    /** One that speaks HTTP. */
    StoreOnLoopback() {
        this(Optional.empty());
    }

    /** One that speaks HTTPS as {@code tls} says. */
    StoreOnLoopback(SSLContext tls) {
        this(Optional.of(tls));
    }

    private StoreOnLoopback(Optional<SSLContext> tls) {
        var place = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        this.scheme = tls.isPresent() ? "https" : "http";
        try {
            if (tls.isPresent()) {
                HttpsServer secure = HttpsServer.create(place, 10);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
                server = secure;
            } else {
                server = HttpServer.create(place, 10);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param data the JSON of the secret */
    StoreOnLoopback with(String path, String data) {
        answers.put(path, "{\"data\":{\"data\":" + data + ",\"metadata\":{\"version\":1}}}");
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            asked.add(path);
            if (silent) {
                end.await();
            }
            boolean known = TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
            String body = answers.getOrDefault(path, "{\"errors\":[]}");
            int code = !known ? 403 : status != 200 ? status : answers.containsKey(path) ? 200 : 404;
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length);
            if (stallsInTheBody) {
                exchange.getResponseBody().write(bytes, 0, 5);
                exchange.getResponseBody().flush();
                end.await();
            }
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}
