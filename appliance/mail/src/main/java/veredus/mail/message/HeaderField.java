package veredus.mail.message;

import java.nio.charset.StandardCharsets;

/**
 * One header field (RFC 5322 2.2) as a place in the bytes of its message. Immutable as long as nobody changes them.
 */
public final class HeaderField {
    private final byte[] bytes;
    private final String name;
    private final int rawOffset;
    private final int valueOffset;
    private final int rawLength;

    HeaderField(byte[] bytes, String name, int rawOffset, int valueOffset, int rawLength) {
        this.bytes = bytes;
        this.name = name;
        this.rawOffset = rawOffset;
        this.valueOffset = valueOffset;
        this.rawLength = rawLength;
    }

    /** The name as it is spelled in the message, without colon. */
    public String name() {
        return name;
    }

    /** The name compared as RFC 5322 does, in any case of letters. */
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** Index of the first byte of the name in the array that was scanned. */
    public int rawOffset() {
        return rawOffset;
    }

    /** Octets from the first byte of the name to the end of the last line, its line end included. */
    public int rawLength() {
        return rawLength;
    }

    /** Index of the first byte after the colon. */
    public int valueOffset() {
        return valueOffset;
    }

    /**
     * The value unfolded (RFC 5322 2.2.3): line ends are gone, white space at both ends too. Octets beyond ASCII are
     * read as UTF-8 (RFC 6532), broken ones become U+FFFD; encoded words stay encoded. Made anew at each call.
     */
    public String value() {
        int end = rawOffset + rawLength;
        byte[] unfolded = new byte[end - valueOffset];
        int length = 0;
        for (int i = valueOffset; i < end; i++) {
            if (bytes[i] != '\r' && bytes[i] != '\n') {
                unfolded[length++] = bytes[i];
            }
        }
        return new String(unfolded, 0, length, StandardCharsets.UTF_8).strip();
    }

    @Override
    public String toString() {
        return name + ": " + value();
    }
}
