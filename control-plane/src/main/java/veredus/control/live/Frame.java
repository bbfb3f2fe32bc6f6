package veredus.control.live;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One event, or several that go together, made once and sent to all who watch.
 *
 * @param text as it goes over the wire
 * @param bytes the same in UTF-8
 */
public record Frame(String text, byte[] bytes) {

    /** An event of that name; its data may have several lines. */
    public static Frame of(String event, String data) {
        String lines = data.replace("\r", "").replace("\n", "\ndata: ");
        String text = "event: " + event + "\ndata: " + lines + "\n\n";
        return new Frame(text, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Several as one, so that they go over the wire together. */
    static Frame together(List<Frame> frames) {
        String text = frames.stream().map(Frame::text).collect(Collectors.joining());
        return new Frame(text, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Frame frame && frame.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
