package veredus.mail.message;

/**
 * Turns a message with 8-bit content into one of seven bits, for a peer without 8BITMIME (RFC 6152 3): text becomes
 * quoted-printable, other parts base64, multiparts and attached messages are entered. The walk is iterative, so depth
 * costs no stack, and linear in the size of the message.
 *
 * <p>It has to happen before a message is signed.
 */
public final class EightBit {

    /** Multiparts and messages inside one another; the same as Postfix's {@code mime_nesting_limit}. */
    public static final int MAX_DEPTH = 100;

    private EightBit() {}

    /** What became of a message. */
    public sealed interface Conversion {
        /** It has seven bits already. */
        record Unchanged() implements Conversion {}

        /** It was converted. */
        final class Converted implements Conversion {
            private final byte[] message;

            Converted(byte[] message) {
                this.message = message;
            }

            /** The new bytes; the caller's to keep. */
            public byte[] message() {
                return message;
            }
        }

        /**
         * It cannot be converted without breaking it; to be bounced with 5.6.3.
         *
         * @param why for the report, in English
         */
        record Impossible(String why) implements Conversion {}
    }

    /** Converts a whole message with canonical line ends. */
    public static Conversion toSevenBit(byte[] message) {
        return isPresent(message, 0, message.length) ? new SevenBitWalk(message).convert() : new Conversion.Unchanged();
    }

    /** Whether there is an octet from 0x80 on. */
    public static boolean isPresent(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] < 0) {
                return true;
            }
        }
        return false;
    }
}
