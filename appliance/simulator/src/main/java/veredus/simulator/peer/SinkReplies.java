package veredus.simulator.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import veredus.world.Time;

/** Replies on their way to a client: gathered while more commands wait (RFC 2920 3.2), then sent at the site's pace. */
final class SinkReplies {
    private static final int SIZE = 4096;
    private final OutputStream out;
    private final ProviderModel model;
    private final Time time;
    private final byte[] bytes = new byte[SIZE];
    private int length;

    SinkReplies(OutputStream out, ProviderModel model, Time time) {
        this.out = out;
        this.model = model;
        this.time = time;
    }

    /** One line, or several that are already joined by CRLF. */
    void add(String reply) throws IOException, InterruptedException {
        byte[] line = reply.getBytes(StandardCharsets.UTF_8);
        if (length + line.length + 2 > SIZE) {
            flush();
        }
        int kept = Math.min(line.length, SIZE - 2);
        System.arraycopy(line, 0, bytes, length, kept);
        length += kept;
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    void flush() throws IOException, InterruptedException {
        if (length == 0) {
            return;
        }
        int count = length;
        length = 0;
        Duration latency = model.latency();
        if (latency.isPositive()) {
            time.sleep(latency);
        }
        Duration perByte = model.perByte();
        if (!perByte.isPositive()) {
            out.write(bytes, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            time.sleep(perByte);
            out.write(bytes[i]);
            out.flush();
        }
    }
}
