package veredus.control.web;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import veredus.control.live.Frame;
import veredus.control.live.Viewer;
import veredus.control.people.Sessions;
import veredus.world.Time;

/**
 * Sends a viewer what it is shown as server-sent events (WHATWG HTML 9.2), on the thread of its connection, until it goes,
 * its session is over, or {@link #LONGEST} has passed; browsers then come back by themselves. Watching is no use of a
 * session: whoever only watches is signed out in time.
 */
public final class EventStream {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final Sessions sessions;
    private final Time time;

    public EventStream(Sessions sessions, Time time) {
        this.sessions = sessions;
        this.time = time;
    }

    void serve(Reply.Stream stream, ServerResponse response) {
        response.headers().set(HeaderNames.CONTENT_TYPE, "text/event-stream");
        long began = time.nanos();
        try (Viewer viewer = stream.viewer();
                OutputStream out = response.outputStream()) {
            out.write(bytes("retry: 2000\n\n"));
            out.flush();
            while (time.nanos() - began < LONGEST.toNanos()
                    && sessions.peek(stream.sessionId(), time.now()).isPresent()) {
                Optional<Frame> frame = viewer.next(HEARTBEAT);
                if (viewer.isClosed()) {
                    return;
                }
                out.write(frame.map(Frame::bytes).orElseGet(() -> bytes(": alive\n\n")));
                out.flush();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
