package veredus.mail.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/**
 * Finds the header fields at the beginning of a message. Never throws for what is in it.
 *
 * <p>The header ends at an empty line, at the end of the bytes, or, as other MTAs do it, before the first line that
 * is neither a field nor a continuation of one: that line then belongs to the body, and {@link Headers#isSeparated}
 * says that an empty line is missing. Lines end with LF; a CR before it belongs to the line end.
 */
public final class HeaderScanner {
    private HeaderScanner() {}

    /**
     * How much header is taken.
     *
     * @param maxFields fields in one header
     * @param maxOctets octets in the whole header
     */
    public record Limits(int maxFields, int maxOctets) {
        public static final Limits DEFAULT = new Limits(1_000, 262_144);

        /** For messages that were let in already. */
        public static final Limits NONE = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** What was found. */
    public sealed interface Result {
        record Scanned(Headers headers) implements Result {}

        record TooManyFields(int limit) implements Result {}

        record TooLarge(int limitOctets) implements Result {}
    }

    /** Scans with {@link Limits#DEFAULT}. */
    public static Result scan(byte[] message, int offset, int length) {
        return scan(message, offset, length, Limits.DEFAULT);
    }

    /** Scans the header of a message, or of a part of one, that begins at the offset. */
    public static Result scan(byte[] message, int offset, int length, Limits limits) {
        int end = offset + length;
        var fields = new ArrayList<HeaderField>();
        int at = offset;
        boolean separated = false;
        int body = end;
        while (at < end) {
            int next = nextLine(message, at, end);
            if (isEmptyLine(message, at, next)) {
                separated = true;
                body = next;
                break;
            }
            int colon = colon(message, at, next);
            if (colon < 0) {
                body = at;
                break;
            }
            next = afterContinuations(message, next, end);
            if (next - offset > limits.maxOctets()) {
                return new Result.TooLarge(limits.maxOctets());
            }
            if (fields.size() == limits.maxFields()) {
                return new Result.TooManyFields(limits.maxFields());
            }
            fields.add(new HeaderField(message, name(message, at, colon), at, colon + 1, next - at));
            at = next;
        }
        return new Result.Scanned(new Headers(message, offset, at, body, separated, fields));
    }

    /** The index after the LF of the line, or the end. */
    static int nextLine(byte[] bytes, int at, int end) {
        int i = at;
        while (i < end && bytes[i] != '\n') {
            i++;
        }
        return i < end ? i + 1 : end;
    }

    private static boolean isEmptyLine(byte[] bytes, int at, int next) {
        return bytes[at] == '\n' || (bytes[at] == '\r' && next - at == 2 && bytes[at + 1] == '\n');
    }

    private static int afterContinuations(byte[] bytes, int at, int end) {
        int next = at;
        while (next < end && (bytes[next] == ' ' || bytes[next] == '\t')) {
            next = nextLine(bytes, next, end);
        }
        return next;
    }

    /** The index of the colon after a name of printable ASCII and perhaps white space (RFC 5322 4.5), or -1. */
    private static int colon(byte[] bytes, int at, int next) {
        int i = at;
        while (i < next && bytes[i] > ' ' && bytes[i] < 0x7F && bytes[i] != ':') {
            i++;
        }
        if (i == at) {
            return -1;
        }
        while (i < next && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        return i < next && bytes[i] == ':' ? i : -1;
    }

    private static String name(byte[] bytes, int at, int colon) {
        int end = colon;
        while (bytes[end - 1] == ' ' || bytes[end - 1] == '\t') {
            end--;
        }
        return new String(bytes, at, end - at, StandardCharsets.US_ASCII);
    }
}
