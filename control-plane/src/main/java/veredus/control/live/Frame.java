package veredus.control.live;

import java.nio.charset.StandardCharsets;

/**
 * One event, made once and sent to all who watch.
 *
 * @param bytes as they go over the wire
 */
public record Frame(byte[] bytes) {

    /** An event of that name; its data may have several lines. */
    public static Frame of(String event, String data) {
        String lines = data.replace("\r", "").replace("\n", "\ndata: ");
        return new Frame(("event: " + event + "\ndata: " + lines + "\n\n").getBytes(StandardCharsets.UTF_8));
    }
}
