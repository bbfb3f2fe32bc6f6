package veredus.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;

/** The two encodings of RFC 2045 6 that make seven bits out of eight. */
public final class TransferEncoding {
    private static final String HEX = "0123456789ABCDEF";

    /** RFC 2045 6.7 allows 76 characters with the equals sign of a soft break. */
    private static final int MAX_COLUMN = 75;

    private static final int BASE64_LINE = 76;

    private static final byte[] CRLF = {'\r', '\n'};

    private TransferEncoding() {}

    /** Quoted-printable of a text in UTF-8; its line ends become CRLF. */
    public static byte[] quotedPrintable(String text) {
        byte[] in = text.lines().collect(Collectors.joining("\r\n", "", "\r\n")).getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(in.length + in.length / 8);
        quotedPrintable(in, 0, in.length, out);
        return out.toByteArray();
    }

    /** Quoted-printable of text whose lines end with CRLF. */
    static void quotedPrintable(byte[] in, int offset, int end, ByteArrayOutputStream out) {
        int column = 0;
        for (int i = offset; i < end; i++) {
            byte b = in[i];
            if (b == '\r' && i + 1 < end && in[i + 1] == '\n') {
                out.write(CRLF, 0, 2);
                column = 0;
                i++;
                continue;
            }
            boolean space = b == ' ' || b == '\t';
            boolean lineEnds = i + 1 >= end || (in[i + 1] == '\r' && i + 2 < end && in[i + 2] == '\n');
            boolean literal = (b > ' ' && b < 0x7F && b != '=') || (space && !lineEnds);
            int width = literal ? 1 : 3;
            if (column + width > MAX_COLUMN) {
                out.write('=');
                out.write(CRLF, 0, 2);
                column = 0;
            }
            column += width;
            if (literal) {
                out.write(b);
            } else {
                out.write('=');
                out.write(HEX.charAt((b & 0xFF) >> 4));
                out.write(HEX.charAt(b & 0xF));
            }
        }
    }

    /** Base64 in lines, without a line end after the last one. */
    static void base64(byte[] in, int offset, int end, ByteArrayOutputStream out) {
        byte[] part = Arrays.copyOfRange(in, offset, end);
        byte[] encoded = Base64.getMimeEncoder(BASE64_LINE, CRLF).encode(part);
        out.write(encoded, 0, encoded.length);
    }
}
