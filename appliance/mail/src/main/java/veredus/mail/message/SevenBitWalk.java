package veredus.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import veredus.mail.message.EightBit.Conversion;

/** One walk of {@link EightBit} through a message, from entity to entity. */
final class SevenBitWalk {
    private static final int MAX_LINE = 998;

    private final byte[] in;
    private final ByteArrayOutputStream out;
    private final List<Level> levels = new ArrayList<>();
    private int depth;

    /** Whether the next entity is the content of a message part, and so no direct child of a multipart. */
    private boolean insideMessage;

    private Optional<String> problem = Optional.empty();

    /** A multipart that is open. */
    private record Level(String boundary, boolean digest, boolean isSealed, int depth) {}

    /** A line that delimits parts: which level, and whether it closes it. */
    private record Delimiter(int level, boolean closing) {}

    SevenBitWalk(byte[] message) {
        in = message;
        out = new ByteArrayOutputStream(message.length + message.length / 4);
    }

    Conversion convert() {
        int at = 0;
        boolean top = true;
        while (at >= 0 && problem.isEmpty()) {
            at = entity(at, top);
            top = false;
        }
        return problem.isPresent()
                ? new Conversion.Impossible(problem.get())
                : new Conversion.Converted(out.toByteArray());
    }

    private int fail(String why) {
        problem = Optional.of(why);
        return -1;
    }

    /** Converts one entity up to the delimiter that follows; answers where the next one begins, or -1 at the end. */
    private int entity(int at, boolean top) {
        if (!(HeaderScanner.scan(in, at, in.length - at, HeaderScanner.Limits.NONE)
                instanceof HeaderScanner.Result.Scanned(Headers headers))) {
            return fail("a header without end");
        }
        if (headers.hasEightBit()) {
            return fail("8-bit octets in a header");
        }
        if (!levels.isEmpty() && swallowsDelimiter(headers)) {
            return fail("a delimiter inside a header");
        }
        ContentType type = headers.find("Content-Type")
                .map(field -> ContentType.parse(field.value()))
                .orElse(isInDigest() ? ContentType.MESSAGE : ContentType.TEXT_PLAIN);
        insideMessage = false;
        if (type.isMultipart() || type.isMessage()) {
            return composite(headers, type, top);
        }
        return leaf(headers, type, top);
    }

    private boolean isInDigest() {
        return !insideMessage && !levels.isEmpty() && levels.getLast().digest();
    }

    private boolean swallowsDelimiter(Headers headers) {
        for (HeaderField field : headers.fields()) {
            if (field.name().startsWith("--") && delimiterAt(field.rawOffset()).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private int composite(Headers headers, ContentType type, boolean top) {
        String encoding = encoding(headers);
        if (!isIdentity(encoding)) {
            return fail("an encoded " + type.type());
        }
        if (++depth > EightBit.MAX_DEPTH) {
            return fail("parts nested deeper than " + EightBit.MAX_DEPTH);
        }
        writeHeader(headers, encoding.isEmpty() ? "" : "7bit", top);
        if (type.isMessage()) {
            insideMessage = true;
            return headers.bodyOffset();
        }
        if (type.boundary().isEmpty()) {
            return fail("a multipart without boundary");
        }
        levels.add(new Level("--" + type.boundary().get(), type.subtype().equals("digest"), type.isSealed(), depth));
        return skip(headers.bodyOffset());
    }

    private int leaf(Headers headers, ContentType type, boolean top) {
        int start = headers.bodyOffset();
        int delimiter = nextDelimiter(start);
        int end = delimiter < in.length ? beforeLineEnd(start, delimiter) : in.length;
        boolean foreign = EightBit.isPresent(in, start, end - start);
        String encoding = encoding(headers);
        if (foreign && isInsideSealed()) {
            return fail("8-bit octets in a signed or encrypted part");
        }
        if (foreign
                && (!isIdentity(encoding)
                        || (type.type().equals("message") && !type.subtype().startsWith("global")))) {
            return fail("8-bit octets in a part that says it has none");
        }
        if (!foreign && !(isIdentity(encoding) && hasLongLine(start, end))) {
            writeHeader(headers, encoding.equals("8bit") || encoding.equals("binary") ? "7bit" : "", top);
            out.write(in, start, end - start);
        } else if (isInsideSealed()) {
            writeHeader(headers, "", top);
            out.write(in, start, end - start);
        } else if (type.type().equals("text")) {
            writeHeader(headers, "quoted-printable", top);
            TransferEncoding.quotedPrintable(in, start, end, out);
        } else {
            writeHeader(headers, "base64", top);
            TransferEncoding.base64(in, start, end, out);
            if (delimiter == in.length) {
                line("");
            }
        }
        out.write(in, end, delimiter - end);
        return delimiter < in.length ? afterDelimiter(delimiter) : -1;
    }

    /** Passes over a preamble or an epilogue, which nobody reads; its 8-bit octets become question marks. */
    private int skip(int at) {
        int delimiter = nextDelimiter(at);
        for (int i = at; i < delimiter; i++) {
            out.write(in[i] < 0 ? '?' : in[i]);
        }
        return delimiter < in.length ? afterDelimiter(delimiter) : -1;
    }

    /** Copies delimiters, closes the levels that end there; answers where the next entity begins, or -1. */
    private int afterDelimiter(int at) {
        int line = at;
        while (true) {
            Delimiter delimiter = delimiterAt(line).orElseThrow();
            int next = HeaderScanner.nextLine(in, line, in.length);
            out.write(in, line, next - line);
            int keep = delimiter.closing() ? delimiter.level() : delimiter.level() + 1;
            levels.subList(keep, levels.size()).clear();
            depth = levels.isEmpty() ? 0 : levels.getLast().depth();
            if (!delimiter.closing()) {
                return next;
            }
            line = nextDelimiter(next);
            for (int i = next; i < line; i++) {
                out.write(in[i] < 0 ? '?' : in[i]);
            }
            if (line == in.length) {
                return -1;
            }
        }
    }

    /** The index of the next line that delimits parts of an open level, or the end. */
    private int nextDelimiter(int start) {
        int at = start;
        while (at < in.length && (levels.isEmpty() || delimiterAt(at).isEmpty())) {
            at = levels.isEmpty() ? in.length : HeaderScanner.nextLine(in, at, in.length);
        }
        return at;
    }

    /** RFC 2046 5.1.1: two hyphens, the boundary, perhaps two hyphens, perhaps white space, the end of the line. */
    private Optional<Delimiter> delimiterAt(int at) {
        if (at + 2 > in.length || in[at] != '-' || in[at + 1] != '-') {
            return Optional.empty();
        }
        for (int level = levels.size() - 1; level >= 0; level--) {
            String boundary = levels.get(level).boundary();
            int after = at + boundary.length();
            if (!isAt(at, boundary)) {
                continue;
            }
            boolean closing = after + 2 <= in.length && in[after] == '-' && in[after + 1] == '-';
            int rest = closing ? after + 2 : after;
            while (rest < in.length && (in[rest] == ' ' || in[rest] == '\t' || in[rest] == '\r')) {
                rest++;
            }
            if (rest == in.length || in[rest] == '\n') {
                return Optional.of(new Delimiter(level, closing));
            }
        }
        return Optional.empty();
    }

    /** The header that named the boundary had no 8-bit octets, so characters are octets here. */
    private boolean isAt(int at, String boundary) {
        if (at + boundary.length() > in.length) {
            return false;
        }
        for (int i = 2; i < boundary.length(); i++) {
            if (in[at + i] != boundary.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The line end before a delimiter belongs to the delimiter. */
    private int beforeLineEnd(int start, int delimiter) {
        int end = delimiter;
        if (end > start && in[end - 1] == '\n') {
            end--;
        }
        return end > start && in[end - 1] == '\r' ? end - 1 : end;
    }

    private boolean hasLongLine(int start, int end) {
        int at = start;
        while (at < end) {
            int next = HeaderScanner.nextLine(in, at, end);
            if (next - at > MAX_LINE + 2) {
                return true;
            }
            at = next;
        }
        return false;
    }

    private boolean isInsideSealed() {
        return levels.stream().anyMatch(Level::isSealed);
    }

    private static String encoding(Headers headers) {
        return headers.find("Content-Transfer-Encoding")
                .map(field -> field.value().toLowerCase(Locale.ROOT))
                .map(value -> value.replaceAll("[\\s;(].*", ""))
                .orElse("");
    }

    private static boolean isIdentity(String encoding) {
        return encoding.isEmpty() || encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
    }

    /** Writes the header and the empty line after it; with another encoding than before unless that is empty. */
    private void writeHeader(Headers headers, String newEncoding, boolean top) {
        boolean changes = !newEncoding.isEmpty() && !isInsideSealed();
        for (HeaderField field : headers.fields()) {
            if (!changes || !field.is("Content-Transfer-Encoding")) {
                out.write(in, field.rawOffset(), field.rawLength());
            }
        }
        if (top && !headers.has("MIME-Version")) {
            line("MIME-Version: 1.0");
            if (!headers.has("Content-Type")) {
                // RFC 1428 3: 8-bit text without any word about it.
                line("Content-Type: text/plain; charset=unknown-8bit");
            }
        }
        if (changes) {
            line("Content-Transfer-Encoding: " + newEncoding);
        }
        if (headers.isSeparated() || headers.bodyOffset() < in.length) {
            line("");
        }
    }

    private void line(String text) {
        byte[] bytes = (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
        out.write(bytes, 0, bytes.length);
    }
}
