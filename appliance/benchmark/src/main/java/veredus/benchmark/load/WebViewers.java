package veredus.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many who watch the dashboard: each an open stream of server-sent events, read as it comes. Closing it closes the
 * streams. Used by one thread; the streams have threads of their own.
 */
final class WebViewers implements AutoCloseable {
    private static final int SILENCE_MILLIS = 60_000;

    private final List<Viewer> viewers = new ArrayList<>();

    /** Lets {@code count} watch, in turn with the session of each of {@code visitors}. */
    WebViewers(URI base, List<WebVisitor> visitors, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            viewers.add(new Viewer(base, visitors.get(i % visitors.size()).cookieLine()));
        }
    }

    /** The fewest updates that one of them was sent since this was last asked; each has had so many at least. */
    long fewestUpdates() {
        return viewers.stream()
                .mapToLong(viewer -> viewer.updates.getAndSet(0))
                .min()
                .orElse(0);
    }

    @Override
    public void close() {
        viewers.forEach(Viewer::close);
    }

    private static final class Viewer {
        private final Socket socket;
        private final AtomicLong updates = new AtomicLong();

        Viewer(URI base, String cookies) throws IOException {
            this.socket = new Socket(base.getHost(), base.getPort());
            socket.setSoTimeout(SILENCE_MILLIS);
            String question = "GET /live/dashboard HTTP/1.1\r\nHost: " + base.getAuthority()
                    + "\r\nAccept: text/event-stream\r\nAccept-Encoding: gzip\r\nCookie: " + cookies + "\r\n\r\n";
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            Thread.ofPlatform().name("load-viewer").daemon(true).start(this::watch);
        }

        private void watch() {
            try (var in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("event: fragment")) {
                        updates.incrementAndGet();
                    }
                }
            } catch (IOException ended) {
                // Closed by us, or by the control plane: then its updates are missing, which is noticed.
            }
        }

        void close() {
            try {
                socket.close();
            } catch (IOException gone) {
                // It is not needed any more.
            }
        }
    }
}
