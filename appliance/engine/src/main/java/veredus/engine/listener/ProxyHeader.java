package veredus.engine.listener;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The header with which a load balancer says for whom it speaks: the PROXY protocol of HAProxy, versions 1 and 2.
 * Pure; the bytes of additional fields (version 2's TLVs) are passed over.
 */
final class ProxyHeader {
    /** The longest header of version 1, with its CRLF. */
    static final int MAX_V1 = 107;

    /** The longest header of version 2 that we read; more could only be additional fields. */
    static final int MAX_V2 = 1024;

    private static final byte[] V2_SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final byte[] V1_SIGNATURE = {'P', 'R', 'O', 'X', 'Y', ' '};
    private static final int V2_FIXED = 16;

    /** {@code PROXY UNKNOWN} and CRLF. */
    private static final int SHORTEST = 15;

    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int TCP4_BYTES = 12;
    private static final int TCP6_BYTES = 36;

    private ProxyHeader() {}

    /** What the first bytes of a connection are. */
    sealed interface Result {
        /** The beginning of a header. */
        record Incomplete() implements Result {}

        /**
         * For whom the load balancer speaks.
         *
         * @param length bytes of the header; what follows is the client's
         */
        record Client(InetAddress address, int length) implements Result {}

        /** The load balancer speaks for itself, as in a health check, or does not know for whom. */
        record Itself(int length) implements Result {}

        record Bad(String reason) implements Result {}
    }

    private static final Result INCOMPLETE = new Result.Incomplete();

    /**
     * How many bytes may be read next without going beyond the header, when {@link #parse} finds it incomplete. What
     * follows may be a TLS handshake, which is not ours to read.
     */
    static int wanted(byte[] in, int length) {
        if (length < SHORTEST) {
            return SHORTEST - length;
        }
        if (in[0] == V1_SIGNATURE[0]) {
            return 1;
        }
        return length < V2_FIXED ? V2_FIXED - length : V2_FIXED + ((in[14] & 0xFF) << 8 | (in[15] & 0xFF)) - length;
    }

    static Result parse(byte[] in, int offset, int length) {
        if (startsLike(V2_SIGNATURE, in, offset, length)) {
            return length < V2_FIXED ? INCOMPLETE : version2(in, offset, length);
        }
        if (startsLike(V1_SIGNATURE, in, offset, length)) {
            return version1(in, offset, length);
        }
        return new Result.Bad("no PROXY header");
    }

    private static boolean startsLike(byte[] signature, byte[] in, int offset, int length) {
        int common = Math.min(signature.length, length);
        return Arrays.equals(signature, 0, common, in, offset, offset + common);
    }

    private static Result version1(byte[] in, int offset, int length) {
        int end = 0;
        while (end < length && in[offset + end] != '\n') {
            end++;
        }
        if (end >= MAX_V1) {
            return new Result.Bad("PROXY line too long");
        }
        if (end == length) {
            return INCOMPLETE;
        }
        if (in[offset + end - 1] != '\r') {
            return new Result.Bad("PROXY line without CRLF");
        }
        String[] words = new String(in, offset, end - 1, StandardCharsets.ISO_8859_1).split(" ", -1);
        if (words.length >= 2 && words[1].equals("UNKNOWN")) {
            return new Result.Itself(end + 1);
        }
        if (words.length != 6 || !(words[1].equals("TCP4") || words[1].equals("TCP6"))) {
            return new Result.Bad("PROXY line not understood");
        }
        boolean six = words[1].equals("TCP6");
        Optional<InetAddress> source = IpText.parse(words[2]);
        Optional<InetAddress> destination = IpText.parse(words[3]);
        boolean right = source.isPresent()
                && destination.isPresent()
                && six == words[2].contains(":")
                && six == words[3].contains(":")
                && isPort(words[4])
                && isPort(words[5]);
        return right ? new Result.Client(source.get(), end + 1) : new Result.Bad("PROXY line with a bad address");
    }

    private static boolean isPort(String word) {
        return !word.isEmpty()
                && word.length() <= 5
                && word.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(word) <= 0xFFFF;
    }

    private static Result version2(byte[] in, int offset, int length) {
        int command = in[offset + 12] & 0xFF;
        int family = in[offset + 13] & 0xFF;
        int rest = (in[offset + 14] & 0xFF) << 8 | (in[offset + 15] & 0xFF);
        int whole = V2_FIXED + rest;
        if (whole > MAX_V2) {
            return new Result.Bad("PROXY header too long");
        }
        if (length < whole) {
            return INCOMPLETE;
        }
        if (command == 0x20 || (command == 0x21 && family == 0)) {
            return new Result.Itself(whole);
        }
        int source = offset + V2_FIXED;
        if (command == 0x21 && family == TCP4 && rest >= TCP4_BYTES) {
            return new Result.Client(IpText.of(Arrays.copyOfRange(in, source, source + 4)), whole);
        }
        if (command == 0x21 && family == TCP6 && rest >= TCP6_BYTES) {
            return new Result.Client(IpText.of(Arrays.copyOfRange(in, source, source + 16)), whole);
        }
        return new Result.Bad("PROXY header not understood");
    }
}
