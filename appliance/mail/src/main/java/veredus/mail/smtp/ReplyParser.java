package veredus.mail.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a server's reply together from its lines (RFC 5321 4.2.1). A server may be broken or hostile, so everything is
 * capped, and the text is cleaned before anybody sees it.
 *
 * <p>One instance per connection, one thread. After {@link Result.Complete} it is ready for the next reply; after
 * {@link Result.Malformed} the connection is of no use any more.
 */
public final class ReplyParser {

    /** Lines in one reply. */
    public static final int MAX_LINES = 128;

    /** Octets in one line without its end; a reader of lines may stop there. */
    public static final int MAX_LINE = 2_048;

    /** Octets in one reply. */
    public static final int MAX_REPLY = 65_536;

    private static final Result NEED_MORE = new Result.NeedMore();

    private final List<String> lines = new ArrayList<>();
    private int code;
    private int octets;

    /** What a line brought. */
    public sealed interface Result {
        /** The reply goes on in the next line. */
        record NeedMore() implements Result {}

        record Complete(Reply reply) implements Result {}

        /**
         * The peer does not speak SMTP.
         *
         * @param why for the log, free of the peer's words
         */
        record Malformed(String why) implements Result {}
    }

    /** Takes one line; its CRLF or LF may be there or not. */
    public Result feed(byte[] line, int offset, int length) {
        int size = length;
        if (size > 0 && line[offset + size - 1] == '\n') {
            size--;
        }
        if (size > 0 && line[offset + size - 1] == '\r') {
            size--;
        }
        if (size > MAX_LINE) {
            return new Result.Malformed("reply line longer than " + MAX_LINE + " octets");
        }
        octets += size;
        if (lines.size() == MAX_LINES || octets > MAX_REPLY) {
            return new Result.Malformed("reply longer than " + MAX_LINES + " lines or " + MAX_REPLY + " octets");
        }
        int lineCode = code(line, offset, size);
        if (lineCode < 0) {
            return new Result.Malformed("reply line without a code from 200 to 599");
        }
        if (!lines.isEmpty() && lineCode != code) {
            return new Result.Malformed("reply with two codes, " + code + " and " + lineCode);
        }
        char mark = size > 3 ? (char) line[offset + 3] : ' ';
        if (mark != ' ' && mark != '-') {
            return new Result.Malformed("reply line with neither space nor hyphen after its code");
        }
        code = lineCode;
        lines.add(size > 4 ? PeerText.clean(line, offset + 4, size - 4) : "");
        return mark == '-' ? NEED_MORE : complete();
    }

    /** Whether lines of an unfinished reply are held. */
    public boolean isInsideReply() {
        return !lines.isEmpty();
    }

    private static int code(byte[] line, int offset, int size) {
        if (size < 3 || line[offset] < '2' || line[offset] > '5') {
            return -1;
        }
        int value = 0;
        for (int i = offset; i < offset + 3; i++) {
            if (line[i] < '0' || line[i] > '9') {
                return -1;
            }
            value = value * 10 + line[i] - '0';
        }
        return value;
    }

    private Result complete() {
        Optional<EnhancedCode> enhanced = enhanced(lines.getFirst(), code);
        var text = new ArrayList<String>(lines.size());
        for (String line : lines) {
            text.add(enhanced.isPresent() && enhanced(line, code).equals(enhanced) ? afterCode(line) : line);
        }
        var reply = new Reply(code, enhanced, text);
        lines.clear();
        octets = 0;
        return new Result.Complete(reply);
    }

    private static String afterCode(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? "" : line.substring(space + 1).stripLeading();
    }

    /** The enhanced code at the beginning; one of another class than the reply is text (RFC 2034 4). */
    private static Optional<EnhancedCode> enhanced(String line, int code) {
        return EnhancedCode.at(line).filter(e -> e.kind() == code / 100);
    }
}
