package veredus.mail.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Replies as a server sends them (RFC 5321 4.2.1): each line with its code, hyphens on all but the last. */
public final class ReplyWriter {

    /** Octets in a reply line with its CRLF (RFC 5321 4.5.3.1.5). */
    public static final int MAX_LINE = 512;

    private ReplyWriter() {}

    /**
     * The wire form. Control characters in the text become spaces, so that no text can make a second reply; a line
     * that is too long is cut. Text beyond ASCII is sent as UTF-8.
     *
     * @param enhancedCodes whether the client is to see the enhanced code, on every line (RFC 2034 4)
     */
    public static byte[] bytes(Reply reply, boolean enhancedCodes) {
        String prefix =
                enhancedCodes && reply.enhanced().isPresent() ? reply.enhanced().get() + " " : "";
        var out = new ByteArrayOutputStream(64 * reply.lines().size());
        int last = reply.lines().size() - 1;
        for (int i = 0; i <= last; i++) {
            byte[] line = (reply.code()
                            + (i < last ? "-" : " ")
                            + prefix
                            + reply.lines().get(i))
                    .getBytes(StandardCharsets.UTF_8);
            for (int j = 0; j < line.length; j++) {
                if ((line[j] >= 0 && line[j] < ' ') || line[j] == 0x7F) {
                    line[j] = ' ';
                }
            }
            out.write(line, 0, Math.min(line.length, wholeCharacters(line, MAX_LINE - 2)));
            out.write('\r');
            out.write('\n');
        }
        return out.toByteArray();
    }

    /** The most octets up to the limit that do not cut a UTF-8 sequence. */
    private static int wholeCharacters(byte[] line, int limit) {
        int end = limit;
        while (end < line.length && end > 0 && (line[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }
}
